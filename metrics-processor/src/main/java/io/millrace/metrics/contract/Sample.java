package io.millrace.metrics.contract;

import io.millrace.model.qoa.QoaSample;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One reported value of a metric, with what is known of its origin: stage, instance, class and so on. */
public record Sample(String metric, Map<String, String> labels, double value, Instant at) {
  public Sample {
    labels = Map.copyOf(labels);
  }

  /** A sample of the log, whose stage and instance are labels too. */
  public static Sample of(QoaSample sample, Instant at) {
    var labels = new HashMap<>(sample.labels());
    labels.put("stage", sample.stage());
    labels.put("instance", sample.instance());
    return new Sample(sample.metric(), labels, sample.value(), at);
  }
}
