package io.millrace.launcher.play;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When each record's turn is: as long after the first as its own time says, divided by a speed. A record whose time lies
 * before that of one already played is due at once.
 */
public final class Pace {
  private final double speed;
  private final LongSupplier nanos;
  private @Nullable Instant first;
  private long started;

  /**
   * @param speed times as fast as the records' own times; 0 for at once
   * @param nanos the clock
   */
  public Pace(double speed, LongSupplier nanos) {
    if (!(speed >= 0 && speed <= 1e9)) {
      throw new IllegalArgumentException("speed: %s is not within 0 to 1e9".formatted(speed));
    }
    this.speed = speed;
    this.nanos = nanos;
  }

  /** How long to wait until a record of this time is due; zero or less where it is. */
  Duration until(Instant time) {
    if (speed == 0) {
      return Duration.ZERO;
    }
    if (first == null) {
      first = time;
      started = nanos.getAsLong();
      return Duration.ZERO;
    }
    double own = Duration.between(first, time).toMillis() * 1e6;
    return Duration.ofNanos((long) (own / speed) - (nanos.getAsLong() - started));
  }
}
