package io.millrace.model.contract;

import java.time.Duration;
import java.util.Objects;

/**
 * How many events may fail.
 *
 * @param target the part of events that must be good: more than 0, less than 1
 * @param period over which it must hold, an hour at least
 */
public record ErrorBudget(double target, Duration period) {
  public static final Duration SHORTEST = Duration.ofHours(1);

  public ErrorBudget {
    Objects.requireNonNull(period, "period");
    if (!(target > 0 && target < 1)) {
      throw new IllegalArgumentException(
          "an error budget's target lies between 0 and 1, both excluded, not %s".formatted(target));
    }
    if (period.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "an error budget's period is %s or more, not %s".formatted(SHORTEST, period));
    }
  }

  /** The part of events that may fail. */
  public double allowed() {
    return 1 - target;
  }
}
