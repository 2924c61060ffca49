package io.millrace.metrics.inputs;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Some of all rows, in bounded memory: those whose place on the log has the least hashes. Each row is as likely to be
 * among them as any other, and which they are depends neither on their order nor on how parts were merged. Not for use by
 * several threads.
 */
final class RowSample {
  /** The most rows that are kept. */
  static final int MOST_ROWS = 1000;

  /** The most values that are kept; fewer rows where there are many columns. */
  static final int MOST_VALUES = 50_000;

  private final int capacity;
  private final TreeMap<Long, double[]> rows = new TreeMap<>(Long::compareUnsigned);

  RowSample(int columns) {
    this.capacity = Math.min(MOST_ROWS, Math.max(1, MOST_VALUES / columns));
  }

  /** The hash of a row's place; different places have different ones. */
  static long hash(int partition, long offset, int row) {
    // 12 bits of partition, 44 of offset, 8 of row; the mixing can be undone, so nothing is lost.
    long z = ((long) partition << 52 ^ offset << 8 ^ row) + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Whether a row of that hash would be kept now. */
  boolean takes(long hash) {
    return rows.size() < capacity || Long.compareUnsigned(hash, rows.lastKey()) < 0;
  }

  /** Takes a row; its values are kept as they are. */
  void add(long hash, double[] values) {
    if (takes(hash)) {
      rows.put(hash, values);
      if (rows.size() > capacity) {
        rows.pollLastEntry();
      }
    }
  }

  void addAll(RowSample other) {
    other.rows.forEach(this::add);
  }

  int size() {
    return rows.size();
  }

  /** The numbers of a column; those that are none, or not finite, are left out. */
  double[] column(int index) {
    var values = new double[rows.size()];
    int count = 0;
    for (var row : rows.values()) {
      if (Double.isFinite(row[index])) {
        values[count++] = row[index];
      }
    }
    return Arrays.copyOf(values, count);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(rows.size());
    for (var row : rows.entrySet()) {
      out.writeLong(row.getKey());
      for (double value : row.getValue()) {
        out.writeDouble(value);
      }
    }
  }

  static RowSample read(int columns, DataInput in) throws IOException {
    var sample = new RowSample(columns);
    int size = in.readInt();
    if (size < 0 || size > sample.capacity) {
      throw new IllegalArgumentException(
          "sample of rows: %d where at most %d are kept".formatted(size, sample.capacity));
    }
    for (int i = 0; i < size; i++) {
      long hash = in.readLong();
      var values = new double[columns];
      for (int j = 0; j < columns; j++) {
        values[j] = in.readDouble();
      }
      sample.rows.put(hash, values);
    }
    return sample;
  }
}
