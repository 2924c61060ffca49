package io.millrace.metrics.contract.burn;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Counts good and failed events of a window that rolls with time, in panes of a sixtieth of it. The pane
 * that is leaving counts by the part of it that is still inside: exact on steady traffic, off by less
 * than that pane's events on any other. Never changes; counting gives a new one.
 */
final class RollingCount {
  private static final int PANES = 60;
  private static final int RING = PANES + 1; // the last one is leaving
  private static final long NOTHING = Long.MIN_VALUE;

  private final long windowMillis;
  private final long paneMillis;
  /** The number of the newest pane, counted from the epoch. */
  private final long newest;
  // Pane p stands at p modulo the ring's size.
  private final long[] good;
  private final long[] failed;

  private RollingCount(long windowMillis, long newest, long[] good, long[] failed) {
    this.windowMillis = windowMillis;
    this.paneMillis = Math.max(1, (windowMillis + PANES - 1) / PANES);
    this.newest = newest;
    this.good = good;
    this.failed = failed;
  }

  static RollingCount over(Duration window) {
    return new RollingCount(window.toMillis(), NOTHING, new long[RING], new long[RING]);
  }

  /** With these events counted. Events older than the window are left out. */
  RollingCount plus(long atMillis, long moreGood, long moreFailed) {
    long pane = Math.floorDiv(atMillis, paneMillis);
    if (newest != NOTHING && pane <= newest - RING) {
      return this;
    }
    var sums = advancedTo(pane);
    int place = Math.floorMod(pane, RING);
    sums.good[place] += moreGood;
    sums.failed[place] += moreFailed;
    return sums;
  }

  private RollingCount advancedTo(long pane) {
    var nextGood = good.clone();
    var nextFailed = failed.clone();
    if (newest != NOTHING) {
      for (long p = Math.max(newest + 1, pane - RING + 1); p <= pane; p++) {
        nextGood[Math.floorMod(p, RING)] = 0;
        nextFailed[Math.floorMod(p, RING)] = 0;
      }
    }
    return new RollingCount(windowMillis, Math.max(newest, pane), nextGood, nextFailed);
  }

  /** How many events lie in the window that ends at this time. */
  double total(long atMillis) {
    return sum(good, atMillis) + sum(failed, atMillis);
  }

  /** The part of them that failed; 0 where there are none. */
  double failedPart(long atMillis) {
    double bad = sum(failed, atMillis);
    double all = bad + sum(good, atMillis);
    return all > 0 ? bad / all : 0;
  }

  private double sum(long[] counts, long atMillis) {
    if (newest == NOTHING) {
      return 0;
    }
    long start = atMillis - windowMillis; // exclusive
    long oldest = Math.floorDiv(start, paneMillis);
    double inside = (double) ((oldest + 1) * paneMillis - start) / paneMillis;
    double sum = 0;
    for (long pane = Math.max(oldest, newest - RING + 1); pane <= newest; pane++) {
      sum += counts[Math.floorMod(pane, RING)] * (pane == oldest ? inside : 1);
    }
    return sum;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(newest);
    for (int i = 0; i < RING; i++) {
      Varints.write(good[i], out);
      Varints.write(failed[i], out);
    }
  }

  static RollingCount read(Duration window, DataInput in) throws IOException {
    long newest = in.readLong();
    var good = new long[RING];
    var failed = new long[RING];
    for (int i = 0; i < RING; i++) {
      good[i] = Varints.read(in);
      failed[i] = Varints.read(in);
    }
    return new RollingCount(window.toMillis(), newest, good, failed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RollingCount that
        && windowMillis == that.windowMillis
        && newest == that.newest
        && Arrays.equals(good, that.good)
        && Arrays.equals(failed, that.failed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(good) * 31 + Arrays.hashCode(failed);
  }

  @Override
  public String toString() {
    return "%d ms: %d good, %d failed"
        .formatted(
            windowMillis, Arrays.stream(good).sum(), Arrays.stream(failed).sum());
  }
}
