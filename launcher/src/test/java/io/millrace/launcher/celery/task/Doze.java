package io.millrace.launcher.celery.task;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import java.util.concurrent.TimeUnit;

/** {@code doze(ms)} takes so long; its message is acknowledged late. */
public final class Doze implements CeleryTask {
  @Override
  public String name() {
    return "doze";
  }

  @Override
  public Object run(TaskCall call) throws InterruptedException {
    if (call.bind("ms").get("ms") instanceof Number ms) {
      TimeUnit.MILLISECONDS.sleep(ms.longValue());
    }
    return "rested";
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS.withAcksLate();
  }
}
