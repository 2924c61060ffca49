package io.millrace.metrics.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.TimeRange;
import org.jspecify.annotations.Nullable;

/** What was measured of one scope: the judge's only view of it. */
public interface Measurements {

  /**
   * The aggregate of the samples in the range that the selector chooses.
   *
   * @return null where nobody reported the metric in the range, where an aggregate needs a value and the
   *     filters chose none, and where it cannot be told from what is kept. A count, a sum and a rate of
   *     nothing are 0, if the metric was reported at all; their samples are all that were reported, chosen or
   *     not: no failure among a hundred answers is known from a hundred samples
   */
  @Nullable
  Measurement measure(MetricSelector selector, Aggregate aggregate, TimeRange range);
}
