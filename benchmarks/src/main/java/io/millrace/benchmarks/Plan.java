package io.millrace.benchmarks;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param rounds how often each label is measured
 * @param time how long each measurement takes, warm-up aside
 */
public record Plan(int rounds, Duration time) {
  public Plan {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds: %d is below 1".formatted(rounds));
    }
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("time to measure: %s is not positive".formatted(time));
    }
  }
}
