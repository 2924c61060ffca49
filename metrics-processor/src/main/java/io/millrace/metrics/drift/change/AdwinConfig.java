package io.millrace.metrics.drift.change;

/**
 * Settings of {@link Adwin}.
 *
 * @param delta between 0 and 1: the smaller, the fewer false alarms and the later true ones
 * @param clock after how many values it looks for a change, from 1
 * @param bucketsPerLevel how many buckets of one size are kept before two are merged, from 1: the more, the finer the places
 *     at which the window is cut
 * @param range by how much values may differ at most, such as 1 for shares and errors; above 0
 */
public record AdwinConfig(double delta, int clock, int bucketsPerLevel, double range) {
  public static final AdwinConfig DEFAULTS = new AdwinConfig(0.002, 32, 5, 1);

  public AdwinConfig {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta: %s is not between 0 and 1".formatted(delta));
    }
    if (clock < 1) {
      throw new IllegalArgumentException("clock: %d is below 1".formatted(clock));
    }
    if (bucketsPerLevel < 1) {
      throw new IllegalArgumentException(
          "buckets per level: %d is below 1".formatted(bucketsPerLevel));
    }
    if (!(range > 0 && Double.isFinite(range))) {
      throw new IllegalArgumentException("range: %s is not a positive number".formatted(range));
    }
  }

  /** The same with another range. */
  public AdwinConfig withRange(double other) {
    return new AdwinConfig(delta, clock, bucketsPerLevel, other);
  }
}
