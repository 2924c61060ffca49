package io.millrace.metrics.contract.monitor;

import java.time.Duration;

/**
 * How contracts are judged.
 *
 * @param tolerance how far a source's clock may be ahead of the log; later times are taken as that
 * @param markPatience how long, in times of records, a stage's task may tell no mark before the others go on without it
 * @param scopesPerApplication the most stages and instances of an application, for each partition, that are judged by
 *     themselves; what comes from others meanwhile is judged together
 * @param forgetAfter after so long without a sample, a stage or instance is judged no more
 * @param exactValues of how many values of a window percentiles are exact; of more they come from a sketch
 */
public record MonitorConfig(
    Duration tolerance,
    Duration markPatience,
    int scopesPerApplication,
    Duration forgetAfter,
    int exactValues) {
  public static final MonitorConfig DEFAULTS = new MonitorConfig(
      Duration.ofSeconds(10), Duration.ofSeconds(30), 1000, Duration.ofHours(1), 500);

  public MonitorConfig {
    if (tolerance.isNegative() || markPatience.isNegative() || forgetAfter.isNegative()) {
      throw new IllegalArgumentException(
          "tolerance, markPatience, forgetAfter: %s, %s, %s: none may be negative"
              .formatted(tolerance, markPatience, forgetAfter));
    }
    if (scopesPerApplication < 1 || exactValues < 1) {
      throw new IllegalArgumentException(
          "scopesPerApplication, exactValues: %d, %d: each must be above 0"
              .formatted(scopesPerApplication, exactValues));
    }
  }

  public MonitorConfig withScopesPerApplication(int other) {
    return new MonitorConfig(tolerance, markPatience, other, forgetAfter, exactValues);
  }
}
