package io.millrace.metrics.predictions;

import java.time.Duration;

/**
 * How the stage of predictions counts.
 *
 * @param window the length of the windows, of accuracy and of response times
 * @param grace how long windows of response times wait for late results
 * @param tolerance how far a mark may be ahead of the time of its record
 * @param step how much time on the log passes at least between two provisional results of a window, and between two
 *     notes of the time reached that a partition sends on
 * @param early how long a truth waits whose prediction has not come
 * @param remembered how many request ids are remembered in all partitions together, predicted or true ones
 * @param classes how many classes have a row of the confusion matrix of their own
 * @param cacheBytes of changed state that waits in memory for the next commit
 */
public record PredictionsConfig(
    Duration window,
    Duration grace,
    Duration tolerance,
    Duration step,
    Duration early,
    long remembered,
    int classes,
    long cacheBytes) {
  /** The application under which Millrace's own windows stand. */
  public static final String APPLICATION = "millrace";

  public static final PredictionsConfig DEFAULTS = new PredictionsConfig(
      Duration.ofSeconds(60),
      Duration.ofSeconds(10),
      Duration.ofSeconds(10),
      Duration.ofSeconds(1),
      Duration.ofHours(1),
      1_000_000,
      100,
      16 << 20);

  public PredictionsConfig {
    if (window.toMillis() < 1 || step.toMillis() < 1) {
      throw new IllegalArgumentException(
          "window %s and step %s: each is at least 1 ms".formatted(window, step));
    }
    if (grace.isNegative() || tolerance.isNegative()) {
      throw new IllegalArgumentException(
          "grace %s and tolerance %s: neither is below 0".formatted(grace, tolerance));
    }
    if (remembered < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "remembered %d and classes %d: each is at least 1".formatted(remembered, classes));
    }
  }

  /** When the window that holds this time starts, ms. */
  long startOf(long time) {
    return Math.floorDiv(time, window.toMillis()) * window.toMillis();
  }
}
