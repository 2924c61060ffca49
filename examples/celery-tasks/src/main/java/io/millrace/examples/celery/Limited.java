package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;
import org.jspecify.annotations.Nullable;

/** {@code limited(x)}: at most ten times a second. */
public final class Limited implements CeleryTask {
  private static final double PER_SECOND = 10;

  @Override
  public String name() {
    return "limited";
  }

  @Override
  public @Nullable Object run(TaskCall call) {
    return call.bind("x").get("x");
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS.withRateLimit(PER_SECOND);
  }
}
