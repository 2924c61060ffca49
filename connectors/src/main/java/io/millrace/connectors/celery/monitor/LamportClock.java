package io.millrace.connectors.celery.monitor;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Orders what the workers of a cluster say. */
public final class LamportClock {
  private final AtomicLong value = new AtomicLong();

  /** The time of something said now. */
  public long forward() {
    return value.incrementAndGet();
  }

  /** Something was heard that was said at this time. */
  public void adjust(@Nullable Object heard) {
    if (heard instanceof Number n) {
      value.accumulateAndGet(n.longValue(), (own, other) -> Math.max(own, other) + 1);
    }
  }

  /** The time now. */
  public long now() {
    return value.get();
  }
}
