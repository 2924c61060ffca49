package io.millrace.metrics.window;

/** Euclid's algorithm. */
final class Divisor {
  private Divisor() {}

  /** The greatest common divisor of two positive numbers. */
  static long greatestCommon(long a, long b) {
    return b == 0 ? a : greatestCommon(b, a % b);
  }
}
