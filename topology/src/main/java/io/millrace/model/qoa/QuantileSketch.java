package io.millrace.model.qoa;

/**
 * Counts of values in exponential buckets (those of OpenTelemetry's and Prometheus' native histograms at scale 5), from
 * which quantiles are read with a relative error of at most {@link #RELATIVE_ERROR}. Counts are integers, so sketches
 * merged in any order are the same to the last bit, and so are those of any JVM.
 *
 * <p>Values of either sign are taken, from the smallest to the greatest double. Of each sign at most 64 different
 * octaves (factors of two) are kept, the greatest ones: what lies below is counted in the lowest bucket kept, and
 * {@link #isCollapsed} then says so. Sixty-four octaves that follow each other span 19 decades.
 *
 * <p>Below 1e-320 doubles are so coarse that rounding to one of them may add to the error.
 *
 * <p>Not thread-safe.
 */
public final class QuantileSketch {
  /** The greatest relative error of a quantile: (g − 1) / (g + 1) with g = 2^(1/32), 1.083 %. */
  public static final double RELATIVE_ERROR = Buckets.RELATIVE_ERROR;

  /** Buckets of a factor of two are 2 to the power of this. */
  public static final int SCALE = Buckets.SCALE;

  private static final int VERSION = 1;

  private final BucketCounts negative;
  private final BucketCounts positive;
  private long zeros;
  private long count;

  /** An empty sketch. */
  public QuantileSketch() {
    this(new BucketCounts(), 0, new BucketCounts());
  }

  private QuantileSketch(BucketCounts negative, long zeros, BucketCounts positive) {
    this.negative = negative;
    this.zeros = zeros;
    this.positive = positive;
    this.count = zeros + total(negative) + total(positive);
  }

  private static long total(BucketCounts counts) {
    var total = new long[1];
    counts.upwards((index, n) -> {
      total[0] = Math.addExact(total[0], n);
      return true;
    });
    return total[0];
  }

  /**
   * Adds a value.
   *
   * @throws IllegalArgumentException if it is NaN or infinite
   */
  public void add(double value) {
    if (value > 0 && value <= Double.MAX_VALUE) {
      positive.add(Buckets.indexOf(value), 1);
    } else if (value < 0 && value >= -Double.MAX_VALUE) {
      negative.add(Buckets.indexOf(-value), 1);
    } else if (value == 0) {
      zeros++;
    } else {
      throw new IllegalArgumentException("value: %s is no finite number".formatted(value));
    }
    count++;
  }

  /** Adds all that the other has counted; the other stays as it is. */
  public void merge(QuantileSketch other) {
    negative.merge(other.negative);
    positive.merge(other.positive);
    zeros += other.zeros;
    count += other.count;
  }

  public long count() {
    return count;
  }

  /** How many values were zero, of either sign. */
  public long zeros() {
    return zeros;
  }

  /** Whether values of small magnitude were counted in a bucket above theirs, so that low quantiles may be too large. */
  public boolean isCollapsed() {
    return negative.collapsed() || positive.collapsed();
  }

  /** As {@link #isCollapsed}, of the values above zero only. */
  public boolean isPositiveCollapsed() {
    return positive.collapsed();
  }

  /** As {@link #isCollapsed}, of the values below zero only. */
  public boolean isNegativeCollapsed() {
    return negative.collapsed();
  }

  /**
   * The value of rank ⌊q (count − 1)⌋ of all values in ascending order, counted from 0.
   *
   * @param q from 0 to 1
   * @return NaN if nothing was added
   */
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("q: %s is not within 0 to 1".formatted(q));
    }
    if (count == 0) {
      return Double.NaN;
    }
    var search = new RankSearch((long) (q * (count - 1)));
    negative.downwards(search::passNegative);
    if (!search.found) {
      search.pass(0, zeros);
    }
    if (!search.found) {
      positive.upwards(search::passPositive);
    }
    return search.value;
  }

  private static final class RankSearch {
    private long left;
    private boolean found;
    private double value;

    RankSearch(long rank) {
      this.left = rank;
    }

    boolean passNegative(int index, long n) {
      return pass(-Buckets.middle(index), n);
    }

    boolean passPositive(int index, long n) {
      return pass(Buckets.middle(index), n);
    }

    /** Goes past n values that this one stands for; false once the rank is among them. */
    boolean pass(double here, long n) {
      value = here;
      found = left < n;
      left -= n;
      return !found;
    }
  }

  /** Takes the buckets of one sign. */
  @FunctionalInterface
  public interface BucketVisitor {
    /**
     * @param index i of the bucket whose magnitudes lie in (g^(i−1), g^i]
     * @param count of its values, at least 1
     */
    void visit(int index, long count);
  }

  /** Visits the buckets of the values above zero, from the smallest up. */
  public void positiveBuckets(BucketVisitor visitor) {
    visitAll(positive, visitor);
  }

  /** Visits the buckets of the values below zero, from the smallest magnitude up. */
  public void negativeBuckets(BucketVisitor visitor) {
    visitAll(negative, visitor);
  }

  private static void visitAll(BucketCounts counts, BucketVisitor visitor) {
    counts.upwards((index, n) -> {
      visitor.visit(index, n);
      return true;
    });
  }

  /** The greatest magnitude of a bucket; infinite for the last one. */
  public static double upperBound(int index) {
    return Buckets.upperBound(index);
  }

  /** The same counts in a sketch of its own. */
  public QuantileSketch copy() {
    var copy = new QuantileSketch();
    copy.merge(this);
    return copy;
  }

  /** The compact form. Equal sketches have equal forms. */
  public byte[] toBytes() {
    var out = new BinaryWriter(512);
    write(out);
    return out.toBytes();
  }

  /**
   * The sketch of a compact form.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static QuantileSketch fromBytes(byte[] bytes) {
    var in = new BinaryReader(bytes);
    var sketch = read(in);
    in.expectEnd();
    return sketch;
  }

  void write(BinaryWriter out) {
    out.writeByte(VERSION).writeUnsigned(zeros);
    negative.write(out);
    positive.write(out);
  }

  static QuantileSketch read(BinaryReader in) {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "sketch of version %d; this one reads %d".formatted(version, VERSION));
    }
    long zeros = in.readUnsigned();
    if (zeros < 0) {
      throw new IllegalArgumentException("zeros of a sketch: %d is negative".formatted(zeros));
    }
    var negative = BucketCounts.read(in);
    return new QuantileSketch(negative, zeros, BucketCounts.read(in));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantileSketch sketch
        && zeros == sketch.zeros
        && count == sketch.count
        && negative.equals(sketch.negative)
        && positive.equals(sketch.positive);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * negative.hashCode() + positive.hashCode()) + Long.hashCode(zeros);
  }

  @Override
  public String toString() {
    return "QuantileSketch{%d values, p50 %s, p99 %s}"
        .formatted(count, quantile(.5), quantile(.99));
  }

  /** Puts together a sketch from the buckets of another form, such as JSON. */
  public static final class Builder {
    private final BucketCounts negative = new BucketCounts();
    private final BucketCounts positive = new BucketCounts();
    private long zeros;

    public Builder zeros(long count) {
      if (count < 0) {
        throw new IllegalArgumentException("zeros of a sketch: %d is negative".formatted(count));
      }
      zeros = count;
      return this;
    }

    /** @throws IllegalArgumentException if there is no such bucket, or the count is not positive */
    public Builder positive(long index, long count) {
      positive.addRead(index, count);
      return this;
    }

    /** @throws IllegalArgumentException if there is no such bucket, or the count is not positive */
    public Builder negative(long index, long count) {
      negative.addRead(index, count);
      return this;
    }

    public Builder positiveCollapsed(boolean collapsed) {
      positive.markCollapsed(collapsed);
      return this;
    }

    public Builder negativeCollapsed(boolean collapsed) {
      negative.markCollapsed(collapsed);
      return this;
    }

    /** The sketch; the builder is not to be used again. */
    public QuantileSketch build() {
      return new QuantileSketch(negative, zeros, positive);
    }
  }
}
