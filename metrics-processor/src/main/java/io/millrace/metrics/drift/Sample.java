package io.millrace.metrics.drift;

import java.util.Arrays;

/**
 * Numbers of a window, by value: exact ones, or a value standing for each bucket of a histogram or sketch. Two samples are
 * compared value by value, so bucketed ones must come from the same buckets.
 */
public final class Sample {
  private final double[] values;
  private final long[] counts;
  private final long size;

  private Sample(double[] values, long[] counts) {
    this.values = values;
    this.counts = counts;
    this.size = Arrays.stream(counts).sum();
  }

  /**
   * A sample of exact values, in any order.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public static Sample of(double... exact) {
    var sorted = exact.clone();
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = requireFinite(sorted[i]) + 0.0; // one zero
    }
    Arrays.sort(sorted);
    var values = new double[sorted.length];
    var counts = new long[sorted.length];
    int distinct = 0;
    for (double value : sorted) {
      if (distinct == 0 || values[distinct - 1] != value) {
        values[distinct++] = value;
      }
      counts[distinct - 1]++;
    }
    return new Sample(Arrays.copyOf(values, distinct), Arrays.copyOf(counts, distinct));
  }

  /**
   * A sample of bucket counts.
   *
   * @param values what stands for each bucket, ascending
   * @param counts how many values lie in each, from 0
   * @throws IllegalArgumentException if they are not of one length, not ascending, not finite, or a count is negative
   */
  public static Sample ofBuckets(double[] values, long[] counts) {
    if (values.length != counts.length) {
      throw new IllegalArgumentException(
          "buckets: %d values for %d counts".formatted(values.length, counts.length));
    }
    for (int i = 0; i < values.length; i++) {
      requireFinite(values[i]);
      if (i > 0 && values[i] <= values[i - 1]) {
        throw new IllegalArgumentException(
            "buckets: %s does not ascend from %s".formatted(values[i], values[i - 1]));
      }
      if (counts[i] < 0) {
        throw new IllegalArgumentException("buckets: count %d is negative".formatted(counts[i]));
      }
    }
    return new Sample(values.clone(), counts.clone());
  }

  private static double requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value %s is not finite".formatted(value));
    }
    return value;
  }

  /** How many values it holds. */
  public long size() {
    return size;
  }

  /** Whether all values of both are one and the same. */
  boolean isConstantAs(Sample other) {
    return isConstant() && other.isConstant() && values[first()] == other.values[other.first()];
  }

  private boolean isConstant() {
    return size > 0 && counts[first()] == size;
  }

  /** The place of the first value that came at all. */
  private int first() {
    int place = 0;
    while (counts[place] == 0) {
      place++;
    }
    return place;
  }

  int distinct() {
    return values.length;
  }

  double value(int place) {
    return values[place];
  }

  long count(int place) {
    return counts[place];
  }

  /** Every value as often as it was counted, ascending. */
  double[] expanded() {
    var all = new double[Math.toIntExact(size)];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      int end = next + (int) counts[i];
      Arrays.fill(all, next, end, values[i]);
      next = end;
    }
    return all;
  }
}
