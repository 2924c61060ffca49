package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import java.util.Map;

/** {@code progress(n)}: tells how far it has come. */
public final class Progress implements CeleryTask {
  @Override
  public String name() {
    return "progress";
  }

  @Override
  public Object run(TaskCall call) {
    int steps = call.bind("n").number("n").intValue();
    for (int i = 1; i <= steps; i++) {
      call.updateState("PROGRESS", Map.of("current", i, "total", steps));
    }
    return steps;
  }
}
