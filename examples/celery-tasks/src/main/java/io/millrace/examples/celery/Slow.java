package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import java.util.concurrent.TimeUnit;

/** {@code slow(seconds)}: takes its time. */
public final class Slow implements CeleryTask {
  private static final double MILLIS = 1000;

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public Object run(TaskCall call) throws InterruptedException {
    var seconds = call.bind("seconds").number("seconds");
    TimeUnit.MILLISECONDS.sleep((long) (seconds.doubleValue() * MILLIS));
    return seconds;
  }
}
