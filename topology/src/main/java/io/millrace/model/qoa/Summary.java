package io.millrace.model.qoa;

/**
 * What is kept of many values: how many, their sum, extremes, deviation and quantiles. Sums are exact until they are
 * read, so summaries merged in any order are the same to the last bit.
 *
 * <p>Not thread-safe.
 */
public final class Summary {
  private static final int VERSION = 1;

  private final QuantileSketch sketch;
  private final ExactSum sum;
  private final ExactSum squares;
  private double min;
  private double max;

  /** A summary of nothing. */
  public Summary() {
    this(
        new QuantileSketch(),
        new ExactSum(),
        new ExactSum(),
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY);
  }

  private Summary(QuantileSketch sketch, ExactSum sum, ExactSum squares, double min, double max) {
    this.sketch = sketch;
    this.sum = sum;
    this.squares = squares;
    this.min = min;
    this.max = max;
  }

  /** The summary of these values. */
  public static Summary of(double... values) {
    var summary = new Summary();
    for (double value : values) {
      summary.add(value);
    }
    return summary;
  }

  /**
   * Adds a value.
   *
   * @throws IllegalArgumentException if it is NaN or infinite; nothing is added then
   */
  public void add(double value) {
    sketch.add(value);
    sum.add(value);
    squares.addSquare(value);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /** Adds all values of the other; the other stays as it is. */
  public void merge(Summary other) {
    sketch.merge(other.sketch);
    sum.merge(other.sum);
    squares.merge(other.squares);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  public long count() {
    return sketch.count();
  }

  public boolean isEmpty() {
    return sketch.count() == 0;
  }

  /** The double nearest to the exact sum; 0 of nothing, infinite where it is above the greatest double. */
  public double sum() {
    return sum.value();
  }

  /** NaN of nothing. */
  public double min() {
    return isEmpty() ? Double.NaN : min;
  }

  /** NaN of nothing. */
  public double max() {
    return isEmpty() ? Double.NaN : max;
  }

  /** The double nearest to the exact mean; NaN of nothing. */
  public double mean() {
    return isEmpty() ? Double.NaN : sum.dividedBy(count());
  }

  /** The standard deviation of the values as a whole (divided by their number, not by one less); NaN of nothing. */
  public double deviation() {
    return isEmpty() ? Double.NaN : ExactSum.deviation(sum, squares, count());
  }

  /**
   * The value of rank ⌊q (count − 1)⌋, with the sketch's relative error, and never outside {@link #min} and
   * {@link #max}.
   *
   * @param q from 0 to 1; 0 and 1 give the exact extremes
   * @return NaN of nothing
   */
  public double quantile(double q) {
    double estimate = sketch.quantile(q);
    if (q == 0 || q == 1) {
      return q == 0 ? min() : max();
    }
    return isEmpty() ? estimate : Math.min(max, Math.max(min, estimate));
  }

  /** The sketch within; not to be changed. */
  public QuantileSketch sketch() {
    return sketch;
  }

  /** The same values in a summary of its own. */
  public Summary copy() {
    var copy = new Summary();
    copy.merge(this);
    return copy;
  }

  /** The compact form. Equal summaries have equal forms. */
  public byte[] toBytes() {
    var out = new BinaryWriter(512);
    write(out);
    return out.toBytes();
  }

  /**
   * The summary of a compact form.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Summary fromBytes(byte[] bytes) {
    var in = new BinaryReader(bytes);
    var summary = read(in);
    in.expectEnd();
    return summary;
  }

  /** Writes the compact form among others. */
  public void write(BinaryWriter out) {
    out.writeByte(VERSION);
    sketch.write(out);
    writeMoments(out);
  }

  /** Reads what {@link #write} wrote. */
  public static Summary read(BinaryReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "summary of version %d; this one reads %d".formatted(version, VERSION));
    }
    return readMoments(QuantileSketch.read(in), in);
  }

  private void writeMoments(BinaryWriter out) {
    if (!isEmpty()) {
      out.writeDouble(min).writeDouble(max);
      sum.write(out);
      squares.write(out);
    }
  }

  private static Summary readMoments(QuantileSketch sketch, BinaryReader in) {
    if (sketch.count() == 0) {
      return new Summary();
    }
    double min = in.readDouble();
    double max = in.readDouble();
    if (!(min <= max && Math.abs(min) <= Double.MAX_VALUE && Math.abs(max) <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "extremes of a summary: %s and %s are none".formatted(min, max));
    }
    return new Summary(sketch, ExactSum.read(in), ExactSum.read(in), min, max);
  }

  /** What a sketch does not hold (exact sums and extremes) in compact form, for forms that show the sketch otherwise. */
  public byte[] momentsToBytes() {
    var out = new BinaryWriter();
    writeMoments(out);
    return out.toBytes();
  }

  /**
   * The summary of a sketch and of what {@link #momentsToBytes} gave. The sketch is not to be used elsewhere.
   *
   * @throws IllegalArgumentException if these bytes are none of it
   */
  public static Summary fromMoments(QuantileSketch sketch, byte[] moments) {
    var in = new BinaryReader(moments);
    var summary = readMoments(sketch, in);
    in.expectEnd();
    return summary;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Summary summary
        && Double.compare(min, summary.min) == 0
        && Double.compare(max, summary.max) == 0
        && sketch.equals(summary.sketch)
        && sum.equals(summary.sum)
        && squares.equals(summary.squares);
  }

  @Override
  public int hashCode() {
    return 31 * sketch.hashCode() + sum.hashCode();
  }

  @Override
  public String toString() {
    return "Summary{%d values, mean %s, %s to %s}".formatted(count(), mean(), min(), max());
  }
}
