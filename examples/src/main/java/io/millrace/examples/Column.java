package io.millrace.examples;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * One CSV column. A value is rounded before it is used for anything, so that a model is trained on, and tested with,
 * exactly the numbers that the file shows.
 */
record Column(String name, String unit, int decimals) {

  double round(double value) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_UP).doubleValue();
  }

  String format(double value) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }

  /** For example {@code bearing_temp [°C]}. */
  @Override
  public String toString() {
    return "%s [%s]".formatted(name, unit);
  }
}
