package io.millrace.metrics.window;

import java.util.HashMap;
import java.util.Map;

/**
 * Which instances of each application have windows open, up to a cap, so that a source that invents names cannot fill
 * the memory. An instance whose last window has closed makes room for another.
 */
public final class OpenInstances {
  /** The instance under which values past the cap are counted. */
  public static final String OTHER = "(other)";

  private final int cap;
  private final Map<String, Map<String, Integer>> openSeries = new HashMap<>();

  /** @param cap the most instances of an application */
  OpenInstances(int cap) {
    if (cap < 1) {
      throw new IllegalArgumentException(
          "instances of an application: %d is below 1".formatted(cap));
    }
    this.cap = cap;
  }

  /** Whether the series' instance is known, or there is room for it. */
  boolean admits(Series series) {
    var instances = openSeries.get(series.application());
    return instances == null || instances.size() < cap || instances.containsKey(series.instance());
  }

  void opened(Series series) {
    // What is past the cap is no instance of its own, and takes nobody's place.
    if (!series.instance().equals(OTHER)) {
      openSeries
          .computeIfAbsent(series.application(), a -> new HashMap<>())
          .merge(series.instance(), 1, Integer::sum);
    }
  }

  void closed(Series series) {
    openSeries.computeIfPresent(series.application(), (application, instances) -> {
      instances.computeIfPresent(series.instance(), (i, open) -> open == 1 ? null : open - 1);
      return instances.isEmpty() ? null : instances;
    });
  }
}
