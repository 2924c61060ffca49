package io.millrace.model.contract;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Chooses samples by their metric and labels.
 *
 * @param metric null: any
 * @param filters the labels a sample must have, each with exactly this value
 */
public record MetricSelector(@Nullable String metric, Map<String, String> filters) {
  public MetricSelector {
    filters = Collections.unmodifiableMap(new TreeMap<>(filters));
  }

  public static MetricSelector of(String metric) {
    return new MetricSelector(metric, Map.of());
  }

  /** Whether a sample of this metric with these labels is chosen. */
  public boolean matches(String sampleMetric, Map<String, String> labels) {
    return isOf(sampleMetric)
        && filters.entrySet().stream()
            .allMatch(filter -> filter.getValue().equals(labels.get(filter.getKey())));
  }

  /** Whether the metric is the chosen one, whatever the labels. */
  public boolean isOf(String sampleMetric) {
    return metric == null || metric.equals(sampleMetric);
  }

  @Override
  public String toString() {
    return (metric == null ? "*" : metric) + (filters.isEmpty() ? "" : filters);
  }
}
