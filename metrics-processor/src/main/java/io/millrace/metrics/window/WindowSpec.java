package io.millrace.metrics.window;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import io.millrace.model.qoa.WindowKind;
import java.time.Duration;
import java.util.List;

/**
 * How a series is cut into windows. Times are event time in milliseconds since 1970 and windows hold their start but not
 * their end. A window by time closes when the watermark reaches its end plus the grace.
 */
public sealed interface WindowSpec {
  /** The longest duration and the greatest count. */
  Duration LONGEST = Duration.ofDays(3650);

  int MOST = 1_000_000;

  /** A kind's place here is its byte in the compact form: only to be added to, at the end. */
  List<WindowKind> CODES = List.of(
      WindowKind.TUMBLING,
      WindowKind.HOPPING,
      WindowKind.SLIDING,
      WindowKind.SESSION,
      WindowKind.TUMBLING_COUNT,
      WindowKind.HOPPING_COUNT);

  WindowKind kind();

  /** An empty set of windows of this kind. */
  OpenWindows open();

  /** The compact form; equal specifications have equal forms. */
  default void write(BinaryWriter out) {
    out.writeByte(CODES.indexOf(kind()));
    writeFields(out);
  }

  /** Its lengths in the compact form, without the kind. */
  void writeFields(BinaryWriter out);

  /** Windows one after the other, the first of which starts at 1970-01-01T00:00Z. */
  static WindowSpec tumbling(Duration size) {
    return new Tumbling(size, Duration.ZERO);
  }

  /** Windows of a size, one starting at each multiple of the hop, which is no longer than the size. */
  static WindowSpec hopping(Duration size, Duration hop) {
    return new Hopping(size, hop, Duration.ZERO);
  }

  /** Windows of a size, one ending right after each time at which there is a value. */
  static WindowSpec sliding(Duration size) {
    return new Sliding(size, Duration.ZERO);
  }

  /** Windows of values less than a gap apart, each ending a gap after its last value. */
  static WindowSpec session(Duration gap) {
    return new Session(gap, Duration.ZERO);
  }

  /** Windows of so many reports, in the order in which they come. */
  static WindowSpec tumblingCount(int size) {
    return new TumblingCount(size);
  }

  /** The last so many reports (fewer at the beginning), each time another hop of them has come. */
  static WindowSpec hoppingCount(int size, int hop) {
    return new HoppingCount(size, hop);
  }

  /** The same windows, held open for late values; windows by count have no lateness and stay as they are. */
  WindowSpec withGrace(Duration grace);

  record Tumbling(Duration size, Duration grace) implements WindowSpec {
    public Tumbling {
      positive("size", size);
      notNegative(grace);
    }

    @Override
    public WindowKind kind() {
      return WindowKind.TUMBLING;
    }

    @Override
    public OpenWindows open() {
      return new AlignedWindows(size.toMillis(), size.toMillis(), grace.toMillis());
    }

    @Override
    public WindowSpec withGrace(Duration other) {
      return new Tumbling(size, other);
    }

    @Override
    public void writeFields(BinaryWriter out) {
      out.writeUnsigned(size.toMillis()).writeUnsigned(grace.toMillis());
    }
  }

  record Hopping(Duration size, Duration hop, Duration grace) implements WindowSpec {
    public Hopping {
      positive("size", size);
      positive("hop", hop);
      notNegative(grace);
      if (hop.compareTo(size) > 0) {
        throw new IllegalArgumentException(
            "hop: %s is longer than the size %s, so values between windows would be lost"
                .formatted(hop, size));
      }
    }

    @Override
    public WindowKind kind() {
      return WindowKind.HOPPING;
    }

    @Override
    public OpenWindows open() {
      return new AlignedWindows(size.toMillis(), hop.toMillis(), grace.toMillis());
    }

    @Override
    public WindowSpec withGrace(Duration other) {
      return new Hopping(size, hop, other);
    }

    @Override
    public void writeFields(BinaryWriter out) {
      out.writeUnsigned(size.toMillis())
          .writeUnsigned(hop.toMillis())
          .writeUnsigned(grace.toMillis());
    }
  }

  record Sliding(Duration size, Duration grace) implements WindowSpec {
    public Sliding {
      positive("size", size);
      notNegative(grace);
    }

    @Override
    public WindowKind kind() {
      return WindowKind.SLIDING;
    }

    @Override
    public OpenWindows open() {
      return new SlidingWindows(size.toMillis(), grace.toMillis());
    }

    @Override
    public WindowSpec withGrace(Duration other) {
      return new Sliding(size, other);
    }

    @Override
    public void writeFields(BinaryWriter out) {
      out.writeUnsigned(size.toMillis()).writeUnsigned(grace.toMillis());
    }
  }

  record Session(Duration gap, Duration grace) implements WindowSpec {
    public Session {
      positive("gap", gap);
      notNegative(grace);
    }

    @Override
    public WindowKind kind() {
      return WindowKind.SESSION;
    }

    @Override
    public OpenWindows open() {
      return new SessionWindows(gap.toMillis(), grace.toMillis());
    }

    @Override
    public WindowSpec withGrace(Duration other) {
      return new Session(gap, other);
    }

    @Override
    public void writeFields(BinaryWriter out) {
      out.writeUnsigned(gap.toMillis()).writeUnsigned(grace.toMillis());
    }
  }

  record TumblingCount(int size) implements WindowSpec {
    public TumblingCount {
      count("size", size);
    }

    @Override
    public WindowKind kind() {
      return WindowKind.TUMBLING_COUNT;
    }

    @Override
    public OpenWindows open() {
      return new CountWindows(size, size);
    }

    @Override
    public WindowSpec withGrace(Duration other) {
      return this;
    }

    @Override
    public void writeFields(BinaryWriter out) {
      out.writeUnsigned(size);
    }
  }

  record HoppingCount(int size, int hop) implements WindowSpec {
    public HoppingCount {
      count("size", size);
      count("hop", hop);
      if (hop > size) {
        throw new IllegalArgumentException(
            "hop: %d is more than the size %d, so reports between windows would be lost"
                .formatted(hop, size));
      }
    }

    @Override
    public WindowKind kind() {
      return WindowKind.HOPPING_COUNT;
    }

    @Override
    public OpenWindows open() {
      return new CountWindows(size, hop);
    }

    @Override
    public WindowSpec withGrace(Duration other) {
      return this;
    }

    @Override
    public void writeFields(BinaryWriter out) {
      out.writeUnsigned(size).writeUnsigned(hop);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is no specification
   */
  static WindowSpec read(BinaryReader in) {
    return switch (CODES.get(in.readCount("kind of window", CODES.size() - 1))) {
      case TUMBLING -> new Tumbling(millis(in), millis(in));
      case HOPPING -> new Hopping(millis(in), millis(in), millis(in));
      case SLIDING -> new Sliding(millis(in), millis(in));
      case SESSION -> new Session(millis(in), millis(in));
      case TUMBLING_COUNT -> new TumblingCount(in.readCount("size", MOST));
      case HOPPING_COUNT -> new HoppingCount(in.readCount("size", MOST), in.readCount("hop", MOST));
    };
  }

  private static Duration millis(BinaryReader in) {
    return Duration.ofMillis(in.readUnsigned());
  }

  private static void positive(String what, Duration length) {
    if (length.toMillis() < 1 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s: %s is not within 1 ms to %d days".formatted(what, length, LONGEST.toDays()));
    }
  }

  private static void notNegative(Duration grace) {
    if (grace.isNegative() || grace.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "grace: %s is not within 0 to %d days".formatted(grace, LONGEST.toDays()));
    }
  }

  private static void count(String what, int count) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(
          "%s: %d is not within 1 to %d".formatted(what, count, MOST));
    }
  }
}
