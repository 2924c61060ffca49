package io.millrace.benchmarks.http;

import java.util.Arrays;

/** The latencies of one measurement, every one of them; for one thread. */
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private long[] nanos = new long[1 << 12];
  private int count;
  private boolean sorted;

  void add(long latencyNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = latencyNanos;
    sorted = false;
  }

  int count() {
    return count;
  }

  /** In milliseconds; not a number where nothing was measured. */
  double quantile(double share) {
    if (!sorted) {
      Arrays.sort(nanos, 0, count);
      sorted = true;
    }
    int rank = (int) Math.ceil(share * count) - 1;
    return count == 0 ? Double.NaN : nanos[Math.max(0, rank)] / NANOS_PER_MILLI;
  }
}
