package io.millrace.ingress.log;

/**
 * Counts the requests that gather to leave together. Callers that wait for replies ask again at nearly the same time, so
 * a wave is full once most of those that were under way lately have come.
 */
final class Wave {
  private final long longestNanos;
  private int count;
  private long start;

  /** @param longestNanos after so long the requests of a wave have left in any case */
  Wave(long longestNanos) {
    this.longestNanos = longestNanos;
  }

  /**
   * Counts a request in; whether it fills the wave, which then is over.
   *
   * @param underWay how many have been under way lately, at most
   */
  synchronized boolean isFull(int underWay, long nowNanos) {
    if (count == 0 || nowNanos - start > longestNanos) {
      count = 0;
      start = nowNanos;
    }
    count++;
    if (count < underWay - underWay / 16) {
      return false;
    }
    count = 0;
    return true;
  }

  /** The wave leaves: those that have joined it after it was full do not count towards the next. */
  synchronized void leaves() {
    count = 0;
  }
}
