package io.millrace.topology.serde;

import io.millrace.model.Timings;
import java.util.Map;

/** An answer's timings as they travel among its parameters; those missing, as from other servers, are 0. */
final class TimingParameters {
  static final String QUEUED = "queued_us";
  static final String BATCHED = "batched_us";
  static final String COMPUTED = "computed_us";
  static final String ROWS = "batch_size";

  private TimingParameters() {}

  static Timings of(Map<String, Object> parameters) {
    return new Timings(
        number(parameters, QUEUED), number(parameters, BATCHED), number(parameters, COMPUTED), (int)
            Math.min(number(parameters, ROWS), Integer.MAX_VALUE));
  }

  private static long number(Map<String, Object> parameters, String name) {
    return parameters.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
