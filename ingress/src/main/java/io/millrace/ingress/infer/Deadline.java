package io.millrace.ingress.infer;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may take: the least of the server's default, the header {@code timeout} and the body's parameter
 * {@code timeout}. Both are whole microseconds, 0 asks for none; the header also takes {@code 250ms}, {@code 2s},
 * {@code 1m}.
 */
final class Deadline {
  static final String TIMEOUT = "timeout";
  private static final int MOST_DIGITS = 15;

  private Deadline() {}

  static Duration of(Duration most, @Nullable String header, Map<String, Object> parameters) {
    var least = header == null ? most : least(most, ofHeader(header));
    var parameter = parameters.get(TIMEOUT);
    return parameter == null ? least : least(least, ofParameter(parameter));
  }

  private static Duration least(Duration one, Duration other) {
    return other.isZero() || one.compareTo(other) <= 0 ? one : other;
  }

  static Duration ofHeader(String text) {
    int end = 0;
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    if (end == 0 || end > MOST_DIGITS) {
      throw illegal("header", text);
    }
    long number = Long.parseLong(text.substring(0, end));
    return switch (text.substring(end).strip()) {
      case "", "us", "µs" -> Duration.of(number, ChronoUnit.MICROS);
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.of(number, ChronoUnit.MINUTES);
      default -> throw illegal("header", text);
    };
  }

  private static Duration ofParameter(Object value) {
    if (value instanceof BigInteger) {
      return Duration.ZERO;
    }
    if (value instanceof Number number
        && number.longValue() >= 0
        && number.doubleValue() == number.longValue()) {
      return Duration.of(number.longValue(), ChronoUnit.MICROS);
    }
    throw illegal("parameter", value.toString());
  }

  private static InvalidRequestException illegal(String place, String value) {
    var shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
    return new InvalidRequestException(
        FailureCode.MALFORMED,
        "%s \"timeout\": \"%s\" is no whole number of microseconds".formatted(place, shown));
  }
}
