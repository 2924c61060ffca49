package io.millrace.launcher.celery.task;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;

/** {@code flood(n)} answers with a text of n characters. */
public final class Flood implements CeleryTask {
  @Override
  public String name() {
    return "flood";
  }

  @Override
  public Object run(TaskCall call) {
    return call.bind("n").get("n") instanceof Number n ? "x".repeat(n.intValue()) : "";
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS;
  }
}
