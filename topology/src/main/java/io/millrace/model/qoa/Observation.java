package io.millrace.model.qoa;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One measurement.
 *
 * @param stage where it was made
 * @param instance of the stage, which made it
 * @param metric its name, as the probe gives it
 * @param unit of the value, where the probe names one
 * @param started when what was timed began, where the probe tells
 */
public record Observation(
    String stage,
    String instance,
    Category category,
    String metric,
    Value value,
    @Nullable String unit,
    @Nullable Instant started) {
  /** The most characters of a metric's name. */
  public static final int LONGEST_METRIC = 200;

  private static final int SHOWN = 40;

  /** @throws IllegalArgumentException if the metric has no name, or one that is too long */
  public Observation {
    if (metric.isBlank()) {
      throw new IllegalArgumentException("metric: it has no name");
    }
    if (metric.length() > LONGEST_METRIC) {
      throw new IllegalArgumentException("metric: longer than %d characters: \"%s\""
          .formatted(LONGEST_METRIC, WellFormed.shortened(metric, SHOWN)));
    }
    metric = WellFormed.text(metric);
  }

  /** Without unit and start. */
  public Observation(String stage, String instance, Category category, String metric, Value value) {
    this(stage, instance, category, metric, value, null, null);
  }
}
