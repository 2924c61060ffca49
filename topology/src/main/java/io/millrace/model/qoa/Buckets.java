package io.millrace.model.qoa;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * The exponential buckets of scale 5 of OpenTelemetry and Prometheus: with g = 2^(2^-5), bucket i holds the magnitudes
 * in (g^(i−1), g^i]. All is integer arithmetic on the bits of a double, and the borders are computed with 60 decimal
 * digits, so every JVM puts a value into the same bucket.
 */
final class Buckets {
  static final int SCALE = 5;
  static final int PER_OCTAVE = 1 << SCALE;

  /** Of the smallest and of the greatest magnitude that a double has. */
  static final int LEAST = -1074 * PER_OCTAVE;

  static final int GREATEST = 1024 * PER_OCTAVE;

  /** (g − 1) / (g + 1). */
  static final double RELATIVE_ERROR;

  private static final int MANTISSA_BITS = 52;
  private static final int EXPONENT_BIAS = 1023;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
  // Slots as wide as 1/64 are narrower than any bucket of [1, 2), so at most one border is in each.
  private static final int SLOT_BITS = 6;
  private static final int SLOT_SHIFT = MANTISSA_BITS - SLOT_BITS;
  private static final MathContext DIGITS = new MathContext(60);

  // The greatest mantissa that is not above 2^(k/32); the last one is never reached.
  private static final long[] BORDERS = new long[PER_OCTAVE + 1];
  private static final byte[] BORDERS_BEFORE_SLOT = new byte[1 << SLOT_BITS];
  // The harmonic mean of a bucket's borders: at most RELATIVE_ERROR from each value within.
  private static final double[] MIDDLES = new double[PER_OCTAVE];

  static {
    var base = power(1);
    var one = BigDecimal.ONE;
    RELATIVE_ERROR = base.subtract(one).divide(base.add(one), DIGITS).doubleValue();
    var toMiddle = BigDecimal.valueOf(2).divide(base.add(one), DIGITS);
    var unit = new BigDecimal(BigInteger.ONE.shiftLeft(MANTISSA_BITS));
    for (int k = 0; k < PER_OCTAVE; k++) {
      var border = power(k);
      BORDERS[k] = border.subtract(one).multiply(unit).toBigInteger().longValueExact();
      MIDDLES[k] = border.multiply(toMiddle).doubleValue();
    }
    BORDERS[PER_OCTAVE] = Long.MAX_VALUE;
    for (int slot = 0; slot < BORDERS_BEFORE_SLOT.length; slot++) {
      BORDERS_BEFORE_SLOT[slot] = bordersBelow((long) slot << SLOT_SHIFT);
    }
  }

  private Buckets() {}

  /** 2^(k/32). */
  private static BigDecimal power(int k) {
    var power = BigDecimal.valueOf(2).pow(k);
    for (int i = 0; i < SCALE; i++) {
      power = power.sqrt(DIGITS);
    }
    return power;
  }

  private static byte bordersBelow(long mantissa) {
    byte below = 0;
    while (BORDERS[below] < mantissa) {
      below++;
    }
    return below;
  }

  /** The bucket of a magnitude, which is positive and finite. */
  static int indexOf(double magnitude) {
    long bits = Double.doubleToRawLongBits(magnitude);
    int exponent = (int) (bits >>> MANTISSA_BITS);
    if (exponent == 0) { // a denormal: 2^52 times it is none, and exact
      bits = Double.doubleToRawLongBits(magnitude * 0x1p52);
      exponent = (int) (bits >>> MANTISSA_BITS) - MANTISSA_BITS;
    }
    long mantissa = bits & MANTISSA;
    int below = BORDERS_BEFORE_SLOT[(int) (mantissa >>> SLOT_SHIFT)];
    if (BORDERS[below] < mantissa) {
      below++;
    }
    return (exponent - EXPONENT_BIAS) * PER_OCTAVE + below;
  }

  /** The magnitude that stands for a bucket; for denormals rounded to their own, coarser grid. */
  static double middle(int index) {
    return Math.scalb(MIDDLES[index & (PER_OCTAVE - 1)], index >> SCALE);
  }

  /** The greatest magnitude of a bucket; infinite above the greatest double. */
  static double upperBound(int index) {
    double border = 1 + BORDERS[index & (PER_OCTAVE - 1)] * 0x1p-52;
    return Math.scalb(border, index >> SCALE);
  }
}
