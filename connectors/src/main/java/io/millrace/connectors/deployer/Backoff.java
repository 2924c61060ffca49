package io.millrace.connectors.deployer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When something that failed may be tried again: after first, 2 × first, 4 × first, … at most a longest wait. */
final class Backoff {
  private final Duration first;
  private final Duration most;
  private final InstantSource clock;
  private final Map<Object, Failures> failures = new HashMap<>();

  Backoff(DeployConfig config, InstantSource clock) {
    first = config.retry();
    most = config.mostRetry();
    this.clock = clock;
  }

  void failed(Object what) {
    int count = count(what) + 1;
    failures.put(what, new Failures(count, clock.instant().plus(delay(count))));
  }

  void succeeded(Object what) {
    failures.remove(what);
  }

  /** How often it failed in a row. */
  int count(Object what) {
    var so = failures.get(what);
    return so == null ? 0 : so.count;
  }

  boolean isDue(Object what) {
    return wait(what).isZero();
  }

  /** How long it is still to be left alone. */
  Duration wait(Object what) {
    var so = failures.get(what);
    var now = clock.instant();
    return so == null || !so.next.isAfter(now) ? Duration.ZERO : Duration.between(now, so.next);
  }

  /** Forgets all others. */
  void keep(Collection<?> these) {
    failures.keySet().retainAll(these);
  }

  private Duration delay(int count) {
    var delay = first;
    for (int i = 1; i < count && delay.compareTo(most) < 0; i++) {
      delay = delay.multipliedBy(2);
    }
    return delay.compareTo(most) < 0 ? delay : most;
  }

  static Duration shorter(@Nullable Duration one, Duration other) {
    return one == null || other.compareTo(one) < 0 ? other : one;
  }

  private record Failures(int count, Instant next) {}
}
