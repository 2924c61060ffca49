package io.millrace.topology;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads requests over partitions by time: all of one short span go to one partition, so that they travel and run as
 * one batch. Processes start at different partitions.
 */
public final class PartitionChoice {
  // About 17 ms, longer than there and back takes: a shorter span would split what travels together
  // over the stage's threads, and each would write, and commit, a part of it. A shift is cheaper
  // than a division.
  private static final int SPAN_BITS = 24;

  private final long offset = ThreadLocalRandom.current().nextLong() >>> 1;

  /**
   * The partition of what is sent now.
   *
   * @param nowNanos as {@link System#nanoTime()} tells it
   */
  public int of(long nowNanos, int partitions) {
    return (int) Long.remainderUnsigned((nowNanos >>> SPAN_BITS) + offset, partitions);
  }
}
