package io.millrace.topology.serde.qoa;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Times as numbers of seconds since 1970. A double of them is good for a microsecond; its further digits are noise. */
final class EpochSeconds {
  /** What is no time from 1970 to 2199. */
  static final long NONE = -1;

  private static final double LAST = 7_258_118_400.0;
  // How near to a whole millisecond its nearest microsecond may lie on the other side of it.
  private static final double NEAR = 0.001;

  private EpochSeconds() {}

  /** The microsecond nearest to the decimal number that the double is written as; of two the even one. */
  static long micros(double seconds) {
    return BigDecimal.valueOf(seconds)
        .movePointRight(6)
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /** The millisecond in which that microsecond lies. */
  static long millis(double seconds) {
    if (!(seconds >= 0 && seconds < LAST)) {
      return NONE;
    }
    double millis = seconds * 1000;
    return Math.abs(millis - Math.rint(millis)) > NEAR
        ? (long) millis
        : Math.floorDiv(micros(seconds), 1000L);
  }
}
