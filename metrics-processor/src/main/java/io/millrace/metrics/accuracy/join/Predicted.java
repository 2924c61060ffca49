package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Prediction;
import io.millrace.model.qoa.Answerer;
import java.util.List;

/**
 * What was answered to a request.
 *
 * @param by whom
 * @param place which of several answers to the request it is; empty where there is only one
 * @param time of the prediction, ms: it decides in which window it counts
 * @param until when its truth may come, ms on the log
 * @param rows a prediction for each row of the request
 */
public record Predicted(Answerer by, String place, long time, long until, List<Prediction> rows) {
  public Predicted {
    rows = List.copyOf(rows);
  }
}
