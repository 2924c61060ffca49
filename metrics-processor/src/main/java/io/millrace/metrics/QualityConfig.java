package io.millrace.metrics;

import io.millrace.metrics.window.WindowSpec;
import java.time.Duration;
import java.util.List;

/**
 * How the metrics stage cuts its input into windows.
 *
 * @param windows of each metric for which the plan says nothing else
 * @param tolerance how far a source's clock may be ahead of the log; later times are taken as that
 * @param instancesPerApplication the most instances of an application, for each partition, that have windows open at a
 *     time; what comes from others meanwhile is counted under one name
 * @param seriesInMemory of how many series, for each partition, the windows are kept in memory beside the store
 * @param cacheBytes of the stage's other state that wait in memory for the next commit, for each process
 */
public record QualityConfig(
    List<WindowSpec> windows,
    Duration tolerance,
    int instancesPerApplication,
    int seriesInMemory,
    long cacheBytes) {
  public static final QualityConfig DEFAULTS = new QualityConfig(
      List.of(WindowSpec.tumbling(Duration.ofSeconds(60)).withGrace(Duration.ofSeconds(10))),
      Duration.ofSeconds(10),
      1000,
      10_000,
      64 << 20);

  public QualityConfig {
    windows = List.copyOf(windows);
    if (tolerance.isNegative() || tolerance.compareTo(WindowSpec.LONGEST) > 0) {
      throw new IllegalArgumentException("tolerance: %s is not within 0 to %d days"
          .formatted(tolerance, WindowSpec.LONGEST.toDays()));
    }
    if (seriesInMemory < 1) {
      throw new IllegalArgumentException(
          "series in memory: %d is below 1".formatted(seriesInMemory));
    }
  }

  public QualityConfig withWindows(List<WindowSpec> other) {
    return new QualityConfig(other, tolerance, instancesPerApplication, seriesInMemory, cacheBytes);
  }

  public QualityConfig withInstancesPerApplication(int other) {
    return new QualityConfig(windows, tolerance, other, seriesInMemory, cacheBytes);
  }

  public QualityConfig withSeriesInMemory(int other) {
    return new QualityConfig(windows, tolerance, instancesPerApplication, other, cacheBytes);
  }
}
