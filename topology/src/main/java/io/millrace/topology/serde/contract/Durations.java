package io.millrace.topology.serde.contract;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people write them: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 1h}, {@code 30d}, or ISO 8601. */
public final class Durations {
  private static final Pattern SHORT = Pattern.compile("([0-9]{1,12})\\s*(ms|s|m|h|d)");

  private Durations() {}

  /** The duration; null if the text is none. */
  public static @Nullable Duration parse(String text) {
    var match = SHORT.matcher(text.strip());
    try {
      return match.matches()
          ? of(Long.parseLong(match.group(1)), match.group(2))
          : Duration.parse(text.strip());
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
