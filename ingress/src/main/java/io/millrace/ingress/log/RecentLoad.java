package io.millrace.ingress.log;

/**
 * How many calls have been under way lately: the most in this window and the one before. The moment alone would
 * mislead, since after each batch of replies few are under way, and their callers ask again at once.
 *
 * <p>Threads may overwrite each other's counts, which only loses a sample.
 */
final class RecentLoad {
  private static final int LEAST_OF_MANY = 16;
  private static final int LEAST_OF_VERY_MANY = 64;
  private static final long WINDOW_NANOS = 100_000_000;

  private volatile int most;
  private volatile int mostBefore;
  private volatile long windowEnd;

  enum Level {
    FEW,
    MANY,
    VERY_MANY
  }

  /** Takes the count in, and says how many there have been. */
  Level of(int underWay, long nowNanos) {
    long late = nowNanos - windowEnd;
    if (late >= 0) {
      mostBefore = late < WINDOW_NANOS ? most : 0;
      most = 0;
      windowEnd = nowNanos + WINDOW_NANOS;
    }
    if (underWay > most) {
      most = underWay;
    }
    int lately = Math.max(most, mostBefore);
    if (lately < LEAST_OF_MANY) {
      return Level.FEW;
    }
    return lately < LEAST_OF_VERY_MANY ? Level.MANY : Level.VERY_MANY;
  }
}
