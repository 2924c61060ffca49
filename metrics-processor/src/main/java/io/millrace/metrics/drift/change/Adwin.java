package io.millrace.metrics.drift.change;

import io.millrace.metrics.state.StateBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the longest window of the latest values in which no two parts have means that differ by more than chance, and says
 * change whenever it drops old values (A. Bifet, R. Gavaldà, "Learning from time-changing data with adaptive windowing",
 * SIAM SDM 2007). The window is kept as buckets of 1, 2, 4, … values, so its memory grows with the logarithm of its
 * length. Not for use by several threads.
 */
public final class Adwin implements ChangeDetector {
  private static final int VERSION = 1;
  private static final int FEWEST_IN_WINDOW = 10;
  private static final int FEWEST_IN_PART = 5;

  private final AdwinConfig config;
  private final List<Deque<Bucket>> levels = new ArrayList<>(); // the oldest bucket of each first
  private long added;

  public Adwin(AdwinConfig config) {
    this.config = config;
  }

  @Override
  public boolean add(double value) {
    insert(Bucket.of(ChangeDetector.requireFinite(value)));
    added++;
    boolean changed = false;
    if (added % config.clock() == 0) {
      while (isCut()) {
        dropOldest();
        changed = true;
      }
    }
    return changed;
  }

  /** How many of the latest values are in the window. */
  public long width() {
    return window().count();
  }

  /** The mean of the window; NaN before the first value. */
  public double mean() {
    return window().mean();
  }

  private Bucket window() {
    var all = Bucket.EMPTY;
    for (var bucket : oldestFirst()) {
      all = all.plus(bucket);
    }
    return all;
  }

  private List<Bucket> oldestFirst() {
    var all = new ArrayList<Bucket>();
    for (int level = levels.size() - 1; level >= 0; level--) {
      all.addAll(levels.get(level));
    }
    return all;
  }

  /** Where a level has one bucket too many, its two oldest become one of the next. */
  private void insert(Bucket bucket) {
    var carried = bucket;
    for (int level = 0; ; level++) {
      if (level == levels.size()) {
        levels.add(new ArrayDeque<>());
      }
      var buckets = levels.get(level);
      buckets.addLast(carried);
      if (buckets.size() <= config.bucketsPerLevel()) {
        return;
      }
      carried = buckets.removeFirst().plus(buckets.removeFirst());
    }
  }

  private void dropOldest() {
    int last = levels.size() - 1;
    levels.get(last).removeFirst();
    while (!levels.isEmpty() && levels.get(levels.size() - 1).isEmpty()) {
      levels.remove(levels.size() - 1);
    }
  }

  /** Whether there is a place between two buckets where the means of both sides differ too much. */
  private boolean isCut() {
    var buckets = oldestFirst();
    var all = window();
    if (all.count() <= FEWEST_IN_WINDOW) {
      return false;
    }
    long older = 0;
    double sum = 0;
    for (var bucket : buckets.subList(0, buckets.size() - 1)) {
      older += bucket.count();
      sum += bucket.sum();
      long newer = all.count() - older;
      boolean isLongEnough = Math.min(older, newer) >= FEWEST_IN_PART;
      double difference = Math.abs(sum / older - (all.sum() - sum) / newer);
      if (isLongEnough && difference > bound(all, 1.0 / older + 1.0 / newer)) {
        return true;
      }
    }
    return false;
  }

  /** ε = √(2/m σ² ln(2/δ')) + 2/(3m) ln(2/δ') R, with 1/m = 1/n₀ + 1/n₁, δ' = δ / ln n and values in a range R. */
  private double bound(Bucket all, double reciprocal) {
    double confidence = Math.log(2 * Math.log((double) all.count()) / config.delta());
    return Math.sqrt(2 * reciprocal * all.variance() * confidence)
        + 2.0 / 3 * reciprocal * confidence * config.range();
  }

  @Override
  public byte[] toBytes() {
    return StateBytes.write(VERSION, this::write);
  }

  private void write(DataOutput out) throws IOException {
    out.writeLong(added);
    out.writeByte(levels.size());
    for (var level : levels) {
      out.writeInt(level.size());
      for (var bucket : level) {
        out.writeDouble(bucket.sum());
        out.writeDouble(bucket.squares());
      }
    }
  }

  /**
   * A detector that goes on from a state.
   *
   * @param config with which the state was made
   * @throws IllegalArgumentException if the bytes are no such state
   */
  public static Adwin fromBytes(AdwinConfig config, byte[] bytes) {
    return StateBytes.read("ADWIN state", bytes, VERSION, in -> read(config, in));
  }

  private static Adwin read(AdwinConfig config, DataInput in) throws IOException {
    var adwin = new Adwin(config);
    adwin.added = in.readLong();
    int levels = in.readByte();
    for (int level = 0; level < levels; level++) {
      var buckets = new ArrayDeque<Bucket>();
      int size = in.readInt();
      if (size < 0 || size > config.bucketsPerLevel()) {
        throw new IllegalArgumentException("ADWIN state: %d buckets in a level of at most %d"
            .formatted(size, config.bucketsPerLevel()));
      }
      for (int i = 0; i < size; i++) {
        buckets.addLast(new Bucket(1L << level, in.readDouble(), in.readDouble()));
      }
      adwin.levels.add(buckets);
    }
    return adwin;
  }
}
