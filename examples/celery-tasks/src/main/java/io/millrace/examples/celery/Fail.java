package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import io.millrace.connectors.celery.task.TaskFailure;

/** {@code fail(features)}: refuses them. */
public final class Fail implements CeleryTask {
  private static final int FEATURES = 8;

  @Override
  public String name() {
    return "fail";
  }

  @Override
  public Object run(TaskCall call) {
    int given = call.bind("features").list("features").size();
    throw TaskFailure.valueError("expected %d features, got %d".formatted(FEATURES, given));
  }
}
