package io.millrace.ingress.log;

/**
 * How many calls have been under way lately: the most in this window and the one before. The moment alone would
 * mislead, since after each batch of replies few are under way, and their callers ask again at once.
 *
 * <p>Threads may overwrite each other's counts, which only loses a sample.
 */
final class RecentLoad {
  private static final long WINDOW_NANOS = 100_000_000;

  private volatile int most;
  private volatile int mostBefore;
  private volatile long windowEnd;

  /** Takes the count in; the most there have been. */
  int most(int underWay, long nowNanos) {
    long late = nowNanos - windowEnd;
    if (late >= 0) {
      mostBefore = late < WINDOW_NANOS ? most : 0;
      most = 0;
      windowEnd = nowNanos + WINDOW_NANOS;
    }
    if (underWay > most) {
      most = underWay;
    }
    return Math.max(most, mostBefore);
  }
}
