package io.millrace.launcher.play;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

/** Reads the times of records. Numbers count from 1970 and may have a fraction, which is kept to the nanosecond. */
public final class Times {
  private static final String EXAMPLES = "a number of seconds, or such as 2026-03-01T12:00:00Z";

  private final String form;
  private final Function<String, Instant> parse;

  private Times(String form, Function<String, Instant> parse) {
    this.form = form;
    this.parse = parse;
  }

  /**
   * The reading of a form.
   *
   * @param form {@code auto} (seconds or ISO 8601), {@code seconds}, {@code millis}, {@code micros}, {@code nanos},
   *     {@code iso}, or a pattern of {@link DateTimeFormatter}, which is in UTC where it has no zone
   * @throws PlayException if it is none of them
   */
  public static Times of(String form) {
    return switch (form) {
      case "auto" -> new Times(EXAMPLES, Times::secondsOrIso);
      case "seconds" -> new Times(form, text -> ofNumber(text, 0));
      case "millis" -> new Times(form, text -> ofNumber(text, 3));
      case "micros" -> new Times(form, text -> ofNumber(text, 6));
      case "nanos" -> new Times(form, text -> ofNumber(text, 9));
      case "iso" -> new Times(form, Times::iso);
      default -> new Times(form, pattern(form));
    };
  }

  private static Function<String, Instant> pattern(String form) {
    try {
      var formatter = DateTimeFormatter.ofPattern(form).withZone(ZoneOffset.UTC);
      return text -> formatter.parse(text, Instant::from);
    } catch (IllegalArgumentException e) {
      throw new PlayException("time format \"%s\": %s".formatted(form, e.getMessage()));
    }
  }

  /** @throws PlayException if the text is no time of this form */
  public Instant parse(String text) {
    try {
      return parse.apply(text);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new PlayException("time \"%s\" is not %s".formatted(text, form));
    }
  }

  private static Instant secondsOrIso(String text) {
    return text.matches("-?[0-9.]+([eE][+-]?[0-9]{1,3})?") ? ofNumber(text, 0) : iso(text);
  }

  private static Instant iso(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static Instant ofNumber(String text, int digitsOfUnit) {
    var seconds = new BigDecimal(text).movePointLeft(digitsOfUnit);
    long whole = seconds.setScale(0, RoundingMode.FLOOR).longValueExact();
    var fraction = seconds.subtract(BigDecimal.valueOf(whole));
    return Instant.ofEpochSecond(
        whole, fraction.movePointRight(9).setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  /**
   * Times for records that have none, in file order.
   *
   * @param start of the first
   * @param step from each to the next
   */
  public record Given(Instant start, Duration step) {
    Instant of(long index) {
      return start.plus(step.multipliedBy(index));
    }
  }
}
