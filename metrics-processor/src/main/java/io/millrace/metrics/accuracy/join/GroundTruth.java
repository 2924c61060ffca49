package io.millrace.metrics.accuracy.join;

import io.millrace.metrics.accuracy.Label;
import java.util.List;

/**
 * What the rows of a request truly were.
 *
 * @param time at which it came to the log, ms
 * @param rows a label for each row of the request
 */
public record GroundTruth(long time, List<Label> rows) {
  public GroundTruth {
    rows = List.copyOf(rows);
  }
}
