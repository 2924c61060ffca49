package io.millrace.metrics.quality;

import org.jspecify.annotations.Nullable;

/**
 * What a field of the input has to be.
 *
 * @param kind of its values
 * @param least of a number, inclusive; null for none
 * @param most of a number, inclusive; null for none
 */
public record FieldRule(
    String name,
    Kind kind,
    @Nullable Double least,
    @Nullable Double most) {
  /** What values of a field are. */
  public enum Kind {
    NUMBER,
    TEXT,
    BOOLEAN,
    ANY;

    boolean accepts(Object value) {
      return switch (this) {
        case NUMBER -> value instanceof Number;
        case TEXT -> value instanceof CharSequence;
        case BOOLEAN -> value instanceof Boolean;
        case ANY -> true;
      };
    }
  }

  public FieldRule {
    boolean isOrder = least == null || most == null || least <= most;
    if (!isOrder) {
      throw new IllegalArgumentException(
          "field \"%s\": the least value %s is above the most, %s".formatted(name, least, most));
    }
    if (kind != Kind.NUMBER && (least != null || most != null)) {
      throw new IllegalArgumentException(
          "field \"%s\": a range is of numbers, not of %s".formatted(name, kind));
    }
  }

  /** A number of any size. */
  public static FieldRule number(String name) {
    return new FieldRule(name, Kind.NUMBER, null, null);
  }

  /** A number within a range. */
  public FieldRule between(double least, double most) {
    return new FieldRule(name, kind, least, most);
  }

  /** What a value of this field is. */
  Finding judge(@Nullable Object value) {
    if (value == null || (value instanceof Number number && Double.isNaN(number.doubleValue()))) {
      return Finding.NONE;
    }
    if (!kind.accepts(value)) {
      return Finding.ERROR;
    }
    return value instanceof Number number && isOutside(number.doubleValue())
        ? Finding.OUT_OF_RANGE
        : Finding.VALID;
  }

  private boolean isOutside(double number) {
    return Double.isInfinite(number)
        || (least != null && number < least)
        || (most != null && number > most);
  }

  /** What a value was found to be: exactly one of these. */
  enum Finding {
    VALID,
    /** Missing, null or not-a-number. */
    NONE,
    /** Not of the field's kind. */
    ERROR,
    OUT_OF_RANGE
  }
}
