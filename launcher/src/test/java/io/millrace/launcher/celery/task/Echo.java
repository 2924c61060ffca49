package io.millrace.launcher.celery.task;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import org.jspecify.annotations.Nullable;

/** {@code echo(x)} gives back what it is given. */
public final class Echo implements CeleryTask {
  @Override
  public String name() {
    return "echo";
  }

  @Override
  public @Nullable Object run(TaskCall call) {
    return call.bind("x").get("x");
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS;
  }
}
