package io.millrace.metrics.application;

import io.millrace.metrics.window.Sample;
import io.millrace.model.application.StreamConfig;
import java.util.List;
import java.util.Objects;

/**
 * Metrics that are looked at together, and which values make one row of them.
 *
 * @param metrics one a column
 * @param isJoined whether metrics of several stages are put together by the time of the report; where all are of one
 *     stage, or of any, each instance's report makes a row
 */
record FeatureSet(List<StreamConfig.Metric> metrics, boolean isJoined) {
  FeatureSet {
    metrics = List.copyOf(metrics);
  }

  static List<FeatureSet> all(StreamConfig config) {
    return config.features().stream().map(names -> of(config, names)).toList();
  }

  private static FeatureSet of(StreamConfig config, List<String> names) {
    var metrics = names.stream().map(config::metric).toList();
    boolean isJoined = metrics.stream()
            .map(metric -> Objects.requireNonNullElse(metric.stage(), ""))
            .distinct()
            .count()
        > 1;
    return new FeatureSet(metrics, isJoined);
  }

  List<String> names() {
    return metrics.stream().map(StreamConfig.Metric::name).toList();
  }

  boolean contains(Sample sample) {
    for (var metric : metrics) {
      if (is(metric, sample)) {
        return true;
      }
    }
    return false;
  }

  static boolean is(StreamConfig.Metric metric, Sample sample) {
    return metric.name().equals(sample.metric())
        && (metric.stage() == null || metric.stage().equals(sample.stage()));
  }

  /** Whose row a value belongs to. */
  String source(Sample sample) {
    if (isJoined) {
      return "all";
    }
    return sample.instance().isEmpty() ? sample.stage() : sample.stage() + "/" + sample.instance();
  }
}
