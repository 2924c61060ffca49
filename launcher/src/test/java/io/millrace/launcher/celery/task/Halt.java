package io.millrace.launcher.celery.task;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import org.jspecify.annotations.Nullable;

/** {@code halt()} takes its worker down, as a fault in native code does; its message is acknowledged late. */
public final class Halt implements CeleryTask {
  @Override
  public String name() {
    return "halt";
  }

  @Override
  public @Nullable Object run(TaskCall call) {
    Runtime.getRuntime().halt(137);
    return null;
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS.withAcksLate();
  }
}
