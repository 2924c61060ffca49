package io.millrace.ingress.log;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Spreads requests over partitions by time: all of one short span go to one partition, so that they travel and run as
 * one batch. Processes start at different partitions.
 */
final class PartitionChoice {
  // About 2 ms; a shift is cheaper than a division.
  private static final int SPAN_BITS = 21;

  private final long offset = ThreadLocalRandom.current().nextLong() >>> 1;

  int of(long nowNanos, int partitions) {
    return (int) Long.remainderUnsigned((nowNanos >>> SPAN_BITS) + offset, partitions);
  }
}
