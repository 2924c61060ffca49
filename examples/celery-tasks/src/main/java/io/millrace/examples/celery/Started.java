package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskOptions;

/** {@code started()}: its callers hear that it has begun. */
public final class Started implements CeleryTask {
  @Override
  public String name() {
    return "started";
  }

  @Override
  public Object run(TaskCall call) {
    call.bind();
    return "ok";
  }

  @Override
  public TaskOptions options() {
    return TaskOptions.DEFAULTS.withTrackStarted();
  }
}
