package io.millrace.ingress.http;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 90s}, {@code 15m}, {@code 24h}, {@code 7d}. */
public final class Periods {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Periods() {}

  /** @throws InvalidRequestException if the text is no such length */
  public static Duration parse(String text) {
    var form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED,
          "\"%s\" is no length of time such as 90s, 15m, 24h or 7d"
              .formatted(text.length() > 40 ? text.substring(0, 40) + "…" : text));
    }
    long count = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
