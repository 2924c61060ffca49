package io.millrace.metrics.marks;

/**
 * How often idle partitions get marks: about each second, but the longer nothing has come to any partition, the more
 * rarely, so that a window still closes late by no more than a tenth of the time that has passed since.
 */
final class Pace {
  private static final long QUIET_MILLIS = 10_000;
  private static final long SLOWEST_MILLIS = 5_000;
  private static final long SHARE = 10;

  private long lastMarks;

  /**
   * Whether idle partitions get marks now.
   *
   * @param moved when something but marks came last to any partition
   */
  boolean due(long now, long moved) {
    long quiet = now - moved;
    return quiet < QUIET_MILLIS || now - lastMarks >= Math.min(quiet / SHARE, SLOWEST_MILLIS);
  }

  void marked(long now) {
    lastMarks = now;
  }
}
