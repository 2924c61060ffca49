package io.millrace.metrics.contract;

import java.time.Instant;
import java.util.Map;

/** One reported value of a metric, with what is known of its origin: stage, instance, class and so on. */
public record Sample(String metric, Map<String, String> labels, double value, Instant at) {
  public Sample {
    labels = Map.copyOf(labels);
  }
}
