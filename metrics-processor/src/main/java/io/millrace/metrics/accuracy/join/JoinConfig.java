package io.millrace.metrics.accuracy.join;

import java.time.Duration;

/**
 * How predictions and truths wait for each other.
 *
 * @param window how long after a prediction its truth may come, and the other way round; in the times on the log
 * @param capacity how many ids are remembered, from 1: waiting ones, and matched ones so that repetitions are known
 */
public record JoinConfig(Duration window, long capacity) {
  public static final JoinConfig DEFAULTS = new JoinConfig(Duration.ofHours(1), 1_000_000);

  public JoinConfig {
    if (window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException("join window: %s is not positive".formatted(window));
    }
    if (capacity < 1) {
      throw new IllegalArgumentException("join capacity: %d is below 1".formatted(capacity));
    }
  }
}
