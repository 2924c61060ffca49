package io.millrace.launcher.evaluation;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers as people write them in a file; stricter than Java's own, to which "1d" and "NaN" are numbers too. */
final class Numbers {
  private Numbers() {}

  /** The number, or null where the text is none. */
  static @Nullable BigDecimal parse(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
