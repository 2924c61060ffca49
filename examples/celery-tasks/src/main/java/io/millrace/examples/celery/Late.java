package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import org.jspecify.annotations.Nullable;

/** {@code late(x)}: its message is acknowledged once it has ended, so that it survives a lost worker. */
public final class Late implements CeleryTask {
  @Override
  public String name() {
    return "late";
  }

  @Override
  public @Nullable Object run(TaskCall call) {
    return call.bind("x").get("x");
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS.withAcksLate();
  }
}
