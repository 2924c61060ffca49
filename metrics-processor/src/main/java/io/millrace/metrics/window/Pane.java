package io.millrace.metrics.window;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.Summary;

/** The values of a stretch of a series that no window divides; windows are put together from panes. */
final class Pane {
  private static final int VERSION = 1;

  private final Summary values;
  private long late;
  private long missing;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  Pane() {
    this(new Summary());
  }

  private Pane(Summary values) {
    this.values = values;
  }

  void add(long time, double value) {
    if (Double.isFinite(value)) {
      values.add(value);
    } else {
      missing++;
    }
    reach(time);
  }

  void addLate() {
    late++;
  }

  /** Takes the time among those from first to last. */
  void reach(long time) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  /** Adds all that the other holds, but not its times. */
  void addCountsOf(Pane other) {
    values.merge(other.values);
    late += other.late;
    missing += other.missing;
  }

  /** Adds all that the other holds. */
  void merge(Pane other) {
    addCountsOf(other);
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
  }

  boolean hasValues() {
    return !values.isEmpty();
  }

  /** How many reports came: values, and those that were none. */
  long reports() {
    return values.count() + missing;
  }

  /** The least time; the greatest long if there is none. */
  long first() {
    return first;
  }

  /** The greatest time; the least long if there is none. */
  long last() {
    return last;
  }

  /** Closes it; the pane is not to be used again. */
  ClosedWindow closed(long start, long end) {
    return new ClosedWindow(start, end, values, late, missing);
  }

  byte[] toBytes() {
    var out = new BinaryWriter(256);
    out.writeByte(VERSION)
        .writeUnsigned(late)
        .writeUnsigned(missing)
        .writeSigned(first)
        .writeSigned(last);
    values.write(out);
    return out.toBytes();
  }

  static Pane fromBytes(byte[] bytes) {
    var in = new BinaryReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "pane of version %d; this one reads %d".formatted(version, VERSION));
    }
    long late = in.readUnsigned();
    long missing = in.readUnsigned();
    long first = in.readSigned();
    long last = in.readSigned();
    var pane = new Pane(Summary.read(in));
    in.expectEnd();
    pane.late = late;
    pane.missing = missing;
    pane.first = first;
    pane.last = last;
    return pane;
  }
}
