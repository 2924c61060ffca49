package io.millrace.connectors.celery.worker;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Spaces the calls of each task that has a limit: after one, the next waits 1 / limit seconds. */
final class RateLimiter {
  private static final Map<Character, Double> SECONDS = Map.of('s', 1.0, 'm', 60.0, 'h', 3600.0);

  private final Map<String, Double> limits = new ConcurrentHashMap<>();
  private final Map<String, Long> nextNanos = new ConcurrentHashMap<>();

  void set(String task, @Nullable Double perSecond) {
    if (perSecond == null || perSecond <= 0) {
      limits.remove(task);
    } else {
      limits.put(task, perSecond);
    }
  }

  @Nullable
  Double of(String task) {
    return limits.get(task);
  }

  /** How long the next call of the task has to wait; its place is then taken. */
  Duration next(String task) {
    var limit = limits.get(task);
    if (limit == null) {
      return Duration.ZERO;
    }
    long now = System.nanoTime();
    long step = (long) (1e9 / limit);
    long free = nextNanos.merge(task, now + step, (old, first) -> Math.max(old + step, first));
    return Duration.ofNanos(Math.max(0, free - step - now));
  }

  /**
   * Calls a second of a text such as {@code 10/s}, {@code 100/m} or {@code 5}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static double parse(String text) {
    var parts = text.strip().split("/", -1);
    try {
      var unit =
          parts.length == 2 && parts[1].length() == 1 ? SECONDS.get(parts[1].charAt(0)) : null;
      if (parts.length == 1 || unit != null) {
        return Double.parseDouble(parts[0]) / (unit == null ? 1 : unit);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException("invalid rate limit string: '%s'".formatted(text));
  }
}
