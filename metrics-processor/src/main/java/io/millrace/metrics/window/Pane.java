package io.millrace.metrics.window;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The values of a stretch of a series that no window divides; windows are put together from panes. What the series' own
 * place told and what others passed on of it are kept apart, since only a whole window shows which of them counts.
 */
final class Pane {
  private static final int VERSION = 1;

  private final Counts own;
  private @Nullable Counts passedOn;
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  Pane() {
    this(new Counts());
  }

  private Pane(Counts own) {
    this.own = own;
  }

  private static final class Counts {
    private final Summary values;
    private long late;
    private long missing;

    Counts() {
      this(new Summary());
    }

    Counts(Summary values) {
      this.values = values;
    }

    void add(Counts other) {
      values.merge(other.values);
      late += other.late;
      missing += other.missing;
    }

    long reports() {
      return values.count() + missing;
    }

    boolean isEmpty() {
      return reports() + late == 0;
    }

    void write(BinaryWriter out) {
      out.writeUnsigned(late).writeUnsigned(missing);
      values.write(out);
    }

    static Counts read(BinaryReader in) {
      long late = in.readUnsigned();
      long missing = in.readUnsigned();
      var counts = new Counts(Summary.read(in));
      counts.late = late;
      counts.missing = missing;
      return counts;
    }
  }

  /** Adds a value at its time. */
  void add(Arrival arrival) {
    addAt(arrival.time(), arrival);
  }

  /** Adds a value as if its time were this. */
  void addAt(long time, Arrival arrival) {
    var counts = counts(arrival);
    if (Double.isFinite(arrival.value())) {
      counts.values.add(arrival.value());
    } else {
      counts.missing++;
    }
    reach(time);
  }

  void addLate(Arrival arrival) {
    counts(arrival).late++;
  }

  private Counts counts(Arrival arrival) {
    return arrival.passedOn() ? passedOn() : own;
  }

  private Counts passedOn() {
    if (passedOn == null) {
      passedOn = new Counts();
    }
    return passedOn;
  }

  /** Takes the time among those from first to last. */
  void reach(long time) {
    first = Math.min(first, time);
    last = Math.max(last, time);
  }

  /** Adds all that the other holds, but not its times. */
  void addCountsOf(Pane other) {
    own.add(other.own);
    if (other.passedOn != null) {
      passedOn().add(other.passedOn);
    }
  }

  /** Adds all that the other holds. */
  void merge(Pane other) {
    addCountsOf(other);
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
  }

  boolean hasValues() {
    return !own.values.isEmpty() || (passedOn != null && !passedOn.values.isEmpty());
  }

  /** How many reports came: values, and those that were none. */
  long reports() {
    return own.reports() + (passedOn == null ? 0 : passedOn.reports());
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
    var counted = own.isEmpty() && passedOn != null ? passedOn : own;
    return new ClosedWindow(start, end, counted.values, counted.late, counted.missing);
  }

  byte[] toBytes() {
    var out = new BinaryWriter(256);
    out.writeByte(VERSION).writeSigned(first).writeSigned(last);
    own.write(out);
    if (passedOn != null) {
      passedOn.write(out);
    }
    return out.toBytes();
  }

  static Pane fromBytes(byte[] bytes) {
    var in = new BinaryReader(bytes);
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "pane of version %d; this one reads %d".formatted(version, VERSION));
    }
    long first = in.readSigned();
    long last = in.readSigned();
    var pane = new Pane(Counts.read(in));
    pane.first = first;
    pane.last = last;
    if (!in.isAtEnd()) {
      pane.passedOn = Counts.read(in);
    }
    in.expectEnd();
    return pane;
  }
}
