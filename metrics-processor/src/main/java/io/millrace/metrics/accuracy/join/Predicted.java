package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Prediction;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.util.List;

/**
 * What a model answered to a request.
 *
 * @param time of the prediction on the log, ms
 * @param rows a prediction for each row of the request
 */
public record Predicted(ModelName model, ModelVersion version, long time, List<Prediction> rows) {
  public Predicted {
    rows = List.copyOf(rows);
  }
}
