package io.millrace.model.qoa;

import java.math.BigInteger;

/** From whole numbers of any size times a power of two to the nearest double. */
final class ExactRounding {
  // More than a double's 53, so that what is cut off can only break ties, for which the last bit
  // stands.
  private static final int BITS = 66;

  private ExactRounding() {}

  /** value × 2^exponent. */
  static double toDouble(BigInteger value, int exponent) {
    var magnitude = value.abs();
    int cut = magnitude.bitLength() - BITS;
    if (cut > 0) {
      boolean exact = magnitude.getLowestSetBit() >= cut;
      magnitude = magnitude.shiftRight(cut);
      magnitude = exact ? magnitude : magnitude.setBit(0);
    }
    double scaled = Math.scalb(magnitude.doubleValue(), exponent + Math.max(cut, 0));
    return value.signum() < 0 ? -scaled : scaled;
  }

  /** value / divisor × 2^exponent. */
  static double quotient(BigInteger value, BigInteger divisor, int exponent) {
    int more = Math.max(0, BITS + divisor.bitLength() - value.bitLength());
    var parts = value.abs().shiftLeft(more).divideAndRemainder(divisor);
    var twice = parts[0].shiftLeft(1);
    var rounded = toDouble(parts[1].signum() == 0 ? twice : twice.setBit(0), exponent - more - 1);
    return value.signum() < 0 ? -rounded : rounded;
  }

  /** √value / divisor × 2^exponent; the value is not negative. */
  static double quotientOfRoot(BigInteger value, BigInteger divisor, int exponent) {
    // Sums are in units far below their values: what they end in are zeros, of which a root need
    // not be taken.
    int zeros = Math.max(0, value.getLowestSetBit()) & ~1;
    var digits = value.shiftRight(zeros);
    int more = Math.max(0, 2 * (BITS + divisor.bitLength()) - digits.bitLength());
    more += more & 1;
    var root = digits.shiftLeft(more).sqrtAndRemainder();
    var twice = root[0].shiftLeft(1);
    return quotient(
        root[1].signum() == 0 ? twice : twice.setBit(0),
        divisor,
        exponent + (zeros - more) / 2 - 1);
  }
}
