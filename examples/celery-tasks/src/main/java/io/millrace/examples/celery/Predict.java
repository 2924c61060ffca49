package io.millrace.examples.celery;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.connectors.celery.task.TaskCall;
import java.util.LinkedHashMap;
import java.util.Objects;

/** {@code predict(features, model=None)}: a stub in place of a model, which wins over the default mapping. */
public final class Predict implements CeleryTask {
  private static final double SCORE = 0.73;

  @Override
  public String name() {
    return "predict";
  }

  @Override
  public Object run(TaskCall call) {
    var given = call.bind("features", "model=");
    var answer = new LinkedHashMap<String, Object>();
    answer.put("model", Objects.requireNonNullElse(given.text("model"), "pima"));
    answer.put("score", SCORE);
    answer.put("label", 1);
    answer.put("n", given.list("features").size());
    return answer;
  }
}
