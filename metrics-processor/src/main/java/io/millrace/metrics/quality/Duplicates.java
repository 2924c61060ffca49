package io.millrace.metrics.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows repeat an earlier one, in bounded memory. Rows are known by 64 bits of a hash. Up to a capacity of
 * different rows all are kept and the count is exact. Beyond, only the rows with the smallest hashes are kept, each with
 * how often it came: a fair sample of all different rows (Z. Bar-Yossef et al., "Counting distinct elements in a data
 * stream", 2002), whose share of repetitions is taken for that of all. Which rows are kept does not depend on their order
 * or on how parts were merged. Not for use by several threads.
 */
final class Duplicates {
  private final int capacity;
  private final TreeMap<Long, Long> counts = new TreeMap<>(Long::compareUnsigned);
  private long rows;
  private boolean isExact = true;

  Duplicates(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "rows to know for duplicates: %d is below 1".formatted(capacity));
    }
    this.capacity = capacity;
  }

  void add(long hash) {
    rows++;
    keep(hash, 1);
  }

  private void keep(long hash, long count) {
    if (counts.size() == capacity && Long.compareUnsigned(hash, counts.lastKey()) > 0) {
      isExact = false;
      return;
    }
    counts.merge(hash, count, Long::sum);
    if (counts.size() > capacity) {
      counts.pollLastEntry();
      isExact = false;
    }
  }

  void addAll(Duplicates other) {
    if (capacity != other.capacity) {
      throw new IllegalArgumentException(
          "duplicates of %d rows and of %d cannot be merged".formatted(capacity, other.capacity));
    }
    rows += other.rows;
    isExact &= other.isExact;
    other.counts.forEach(this::keep);
  }

  /** Whether {@link #total} is exact, and no estimate. */
  boolean isExact() {
    return isExact;
  }

  long rows() {
    return rows;
  }

  /** How many rows repeat an earlier one. */
  long total() {
    return isExact ? rows - counts.size() : Math.round(rows * share());
  }

  private double share() {
    double kept = counts.values().stream().mapToLong(Long::longValue).sum();
    return kept == 0 ? 0 : 1 - counts.size() / kept;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(rows);
    out.writeBoolean(isExact);
    out.writeInt(counts.size());
    for (Map.Entry<Long, Long> entry : counts.entrySet()) {
      out.writeLong(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  static Duplicates read(int capacity, DataInput in) throws IOException {
    var state = new Duplicates(capacity);
    state.rows = in.readLong();
    state.isExact = in.readBoolean();
    int size = in.readInt();
    if (size > capacity) {
      throw new IllegalArgumentException(
          "duplicates: %d rows where at most %d are kept".formatted(size, capacity));
    }
    for (int i = 0; i < size; i++) {
      state.counts.put(in.readLong(), in.readLong());
    }
    return state;
  }
}
