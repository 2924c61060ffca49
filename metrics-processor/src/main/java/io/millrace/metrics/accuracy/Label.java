package io.millrace.metrics.accuracy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What something is, truly or as predicted: a class or a number. {@code 1} and {@code 1.0} are the same label, and
 * {@code true} and {@code false} are 1 and 0. In order, numbers come first.
 *
 * @param text as it is shown
 * @param number the value of a text that is a number; null of any other
 */
public record Label(String text, @Nullable Double number) implements Comparable<Label> {
  private static final double WHOLE = 0x1p53;

  /** The label of a text, without blanks at its ends. */
  public static Label of(String text) {
    var stripped = text.strip();
    return switch (stripped.toLowerCase(Locale.ROOT)) {
      case "true" -> of(1);
      case "false" -> of(0);
      default -> numberOrName(stripped);
    };
  }

  private static Label numberOrName(String text) {
    var number = number(text);
    return number == null ? new Label(text, null) : of(number);
  }

  /**
   * The label of a number.
   *
   * @throws IllegalArgumentException if it is NaN or infinite
   */
  public static Label of(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("label %s is not finite".formatted(number));
    }
    double value = number + 0.0; // one zero
    boolean isWhole = value == Math.rint(value) && Math.abs(value) < WHOLE;
    return new Label(isWhole ? Long.toString((long) value) : Double.toString(value), value);
  }

  // Java also reads "NaN", "0x1p3" and "1d", which are no numbers to anybody else.
  private static @Nullable Double number(String text) {
    if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
      return null;
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? null : (Double) value;
  }

  @Override
  public int compareTo(Label other) {
    if (number != null && other.number != null) {
      return Double.compare(number, other.number);
    }
    if (number == null && other.number == null) {
      return text.compareTo(other.text);
    }
    return number != null ? -1 : 1;
  }

  @Override
  public String toString() {
    return text;
  }
}
