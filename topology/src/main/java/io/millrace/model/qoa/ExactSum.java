package io.millrace.model.qoa;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of doubles, or of their squares, without any rounding: a fixed-point number as wide as need be, in chunks of 32
 * bits that are held in longs, so that carries can wait (the small superaccumulator of Radford M. Neal, "Fast exact
 * summation using small and large superaccumulators", 2015). Integer addition knows no order, so neither does this.
 */
final class ExactSum {
  /** The weight of the lowest bit that the square of a double can have: 2^−2148. */
  private static final int UNIT = -2148;

  private static final int CHUNK_BITS = 32;
  private static final long CHUNK = (1L << CHUNK_BITS) - 1;
  // Each addition changes a chunk by less than 2^32, so this many leave room in its long.
  private static final int MOST_PENDING = 1 << 29;
  // 2 × 2148 bits for squares, 64 more for their number.
  private static final int MOST_CHUNKS = 140;
  private static final int MANTISSA_BITS = 52;

  private long[] chunks = new long[0];
  private int low; // the weight of the first chunk is 2^(UNIT + 32 low)
  private int pending;

  /** Adds a finite value. */
  void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    addProduct(0, mantissa(bits), position(bits) - UNIT, bits < 0 ? -1 : 1);
  }

  /** Adds the square of a finite value. */
  void addSquare(double value) {
    long bits = Double.doubleToRawLongBits(value);
    long mantissa = mantissa(bits);
    long high = Math.multiplyHigh(mantissa, mantissa);
    addProduct(high, mantissa * mantissa, 2 * position(bits) - UNIT, 1);
  }

  private static long mantissa(long bits) {
    long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
    return (bits << 1) >>> (MANTISSA_BITS + 1) == 0 ? mantissa : mantissa | 1L << MANTISSA_BITS;
  }

  /** The exponent of the mantissa's lowest bit. */
  private static int position(long bits) {
    int exponent = (int) ((bits << 1) >>> (MANTISSA_BITS + 1));
    return Math.max(exponent, 1) - 1075;
  }

  /** Adds sign × (high, low 64 bits) × 2^(UNIT + position). */
  private void addProduct(long high, long lower, int position, int sign) {
    if ((high | lower) == 0) {
      return;
    }
    int shift = position & (CHUNK_BITS - 1);
    int top = high == 0 ? 3 : 5;
    int at = place(position >> 5, top);
    if (pending == MOST_PENDING) {
      carry();
    }
    pending++;
    chunks[at] += sign * ((lower << shift) & CHUNK);
    chunks[at + 1] += sign * ((lower >>> (32 - shift)) & CHUNK);
    // In two steps, since a shift by 64 would be one by 0.
    chunks[at + 2] += sign * ((((lower >>> 1) >>> (63 - shift)) | (high << shift)) & CHUNK);
    if (top == 5) {
      chunks[at + 3] += sign * ((high >>> (32 - shift)) & CHUNK);
      chunks[at + 4] += sign * ((high >>> 1) >>> (63 - shift));
    }
  }

  /** Makes room for so many chunks from this one on; returns where it lies. */
  private int place(int chunk, int many) {
    if (chunks.length == 0) {
      low = chunk;
      chunks = new long[many];
    } else if (chunk < low) {
      var wider = new long[chunks.length + low - chunk];
      System.arraycopy(chunks, 0, wider, low - chunk, chunks.length);
      chunks = wider;
      low = chunk;
    }
    if (chunk + many > low + chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk + many - low);
    }
    return chunk - low;
  }

  /** Adds the other sum, which stays as it is. */
  void merge(ExactSum other) {
    if (other.chunks.length == 0) {
      return;
    }
    if (pending + other.pending >= MOST_PENDING) {
      carry();
    }
    int at = place(other.low, other.chunks.length);
    for (int i = 0; i < other.chunks.length; i++) {
      chunks[at + i] += other.chunks[i];
    }
    pending += other.pending + 1;
  }

  /**
   * Brings the sum into the one form that its value has: all chunks but the top one from 0 to 2^32 − 1, the top one
   * from −2^32 to 2^32 − 1, no chunks at either end that say nothing.
   */
  private void carry() {
    int size = chunks.length;
    for (int i = 0; i < size - 1; i++) {
      chunks[i + 1] += chunks[i] >> CHUNK_BITS;
      chunks[i] &= CHUNK;
    }
    while (size > 0 && (chunks[size - 1] > CHUNK || chunks[size - 1] < -CHUNK - 1)) {
      chunks = Arrays.copyOf(chunks, size + 1);
      chunks[size] = chunks[size - 1] >> CHUNK_BITS;
      chunks[size - 1] &= CHUNK;
      size++;
    }
    size = foldedTop(size);
    int zeros = 0;
    while (zeros < size && chunks[zeros] == 0) {
      zeros++;
    }
    low = zeros == size ? 0 : low + zeros;
    chunks = Arrays.copyOfRange(chunks, zeros, size);
    pending = 0;
  }

  private int foldedTop(int from) {
    int size = from;
    while (size > 0) {
      if (chunks[size - 1] == 0) {
        size--;
      } else if (chunks[size - 1] == -1 && size > 1) {
        size--;
        chunks[size - 1] -= CHUNK + 1;
      } else {
        break;
      }
    }
    return size;
  }

  /** The sum in units of 2^{@link #UNIT}. */
  private BigInteger inUnits() {
    var sum = BigInteger.ZERO;
    for (int i = chunks.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(CHUNK_BITS).add(BigInteger.valueOf(chunks[i]));
    }
    return sum.shiftLeft(low * CHUNK_BITS);
  }

  /** The double nearest to the sum; infinite above the greatest one. */
  double value() {
    return ExactRounding.toDouble(inUnits(), UNIT);
  }

  /** The double nearest to the sum divided by a positive number. */
  double dividedBy(long count) {
    return ExactRounding.quotient(inUnits(), BigInteger.valueOf(count), UNIT);
  }

  /** √(Σx² / n − (Σx / n)²) for n values, computed without cancellation. */
  static double deviation(ExactSum values, ExactSum squares, long n) {
    var count = BigInteger.valueOf(n);
    var sum = values.inUnits();
    // Both terms in units of 2^(2 UNIT): n Σx² − (Σx)².
    var spread = squares.inUnits().multiply(count).shiftLeft(-UNIT).subtract(sum.multiply(sum));
    return ExactRounding.quotientOfRoot(spread, count, UNIT);
  }

  void write(BinaryWriter out) {
    carry();
    out.writeUnsigned(chunks.length);
    if (chunks.length == 0) {
      return;
    }
    out.writeUnsigned(low);
    for (int i = 0; i < chunks.length - 1; i++) {
      out.writeFixed32(chunks[i]);
    }
    out.writeSigned(chunks[chunks.length - 1]);
  }

  static ExactSum read(BinaryReader in) {
    var sum = new ExactSum();
    int size = in.readCount("chunks of an exact sum", MOST_CHUNKS);
    if (size == 0) {
      return sum;
    }
    sum.low = in.readCount("place of an exact sum", MOST_CHUNKS);
    sum.chunks = new long[size];
    for (int i = 0; i < size - 1; i++) {
      sum.chunks[i] = in.readFixed32();
    }
    sum.chunks[size - 1] = in.readSigned();
    sum.carry(); // what came from outside may have another form
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ExactSum sum)) {
      return false;
    }
    carry();
    sum.carry();
    return low == sum.low && Arrays.equals(chunks, sum.chunks);
  }

  @Override
  public int hashCode() {
    carry();
    return Arrays.hashCode(chunks);
  }
}
