package io.millrace.launcher.celery.task;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.RejectRequest;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code shy(times)} has its message put back so often before it answers. */
public final class Shy implements CeleryTask {
  private final AtomicInteger asked = new AtomicInteger();

  @Override
  public String name() {
    return "shy";
  }

  @Override
  public Object run(TaskCall call) {
    if (call.bind("times").get("times") instanceof Number times
        && asked.getAndIncrement() < times.intValue()) {
      throw new RejectRequest("not now", true);
    }
    return "at last";
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS.withAcksLate();
  }
}
