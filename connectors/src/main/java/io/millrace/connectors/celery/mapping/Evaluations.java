package io.millrace.connectors.celery.mapping;

import io.millrace.connectors.celery.task.TaskFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models over registered data sets, for {@code get_predictions} and {@code get_accuracy}. */
@FunctionalInterface
public interface Evaluations {
  /**
   * What a model predicts for each row of a data set.
   *
   * @param truths what the rows are
   * @param metric the accuracy in percent, or the root mean square error
   */
  record Evaluated(List<Object> truths, List<Object> predicted, double metric) {
    public Evaluated {
      truths = List.copyOf(truths);
      predicted = List.copyOf(predicted);
    }
  }

  /** No data set is registered. */
  Evaluations NONE = dataset -> {
    throw TaskFailure.valueError("no data set is registered with this worker");
  };

  /**
   * Runs the model over the rows; waits for that.
   *
   * @param dataset its name; null for the only one
   * @throws TaskFailure if there is none of that name, or the model does not answer
   */
  Evaluated evaluate(@Nullable String dataset) throws InterruptedException;
}
