package io.millrace.metrics.drift.change;

/**
 * Settings of {@link PageHinkley}.
 *
 * @param warmUp how many values come before it looks for a change, from 1
 * @param tolerance how far from the mean values may stay without being counted, in their unit; from 0
 * @param threshold the sum of further deviations that is a change, in their unit; above 0
 * @param memory by what the sum is multiplied at each value, above 0 and up to 1, which forgets nothing
 */
public record PageHinkleyConfig(int warmUp, double tolerance, double threshold, double memory) {
  public static final PageHinkleyConfig DEFAULTS = new PageHinkleyConfig(30, 0.005, 50, 0.9999);

  public PageHinkleyConfig {
    if (warmUp < 1) {
      throw new IllegalArgumentException("warm-up: %d is below 1".formatted(warmUp));
    }
    if (!(tolerance >= 0 && Double.isFinite(tolerance))) {
      throw new IllegalArgumentException("tolerance: %s is below 0".formatted(tolerance));
    }
    if (!(threshold > 0 && Double.isFinite(threshold))) {
      throw new IllegalArgumentException("threshold: %s is not above 0".formatted(threshold));
    }
    if (!(memory > 0 && memory <= 1)) {
      throw new IllegalArgumentException("memory: %s is not above 0 and up to 1".formatted(memory));
    }
  }
}
