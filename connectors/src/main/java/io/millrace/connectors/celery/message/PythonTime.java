package io.millrace.connectors.celery.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;

/** Times as Celery writes and reads them. */
public final class PythonTime {
  // Microseconds at most: a worker in Python refuses more.
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
      .append(LOCAL)
      .appendFraction(java.time.temporal.ChronoField.MICRO_OF_SECOND, 0, 6, true)
      .appendOffset("+HH:MM", "+00:00")
      .toFormatter();

  private PythonTime() {}

  /** In UTC, to the microsecond. */
  public static String isoFormat(Instant time) {
    return isoFormat(time.atOffset(ZoneOffset.UTC));
  }

  static String isoFormat(OffsetDateTime time) {
    return ISO.format(time.truncatedTo(ChronoUnit.MICROS));
  }

  /**
   * Reads a time; one without a zone is in UTC.
   *
   * @param header which it is, for the message
   * @throws UnreadableMessageException if the text is no time
   */
  static Instant parse(String header, String text) {
    try {
      var iso = text.replace(' ', 'T');
      return iso.matches(".*(Z|[+-]\\d\\d:\\d\\d)$")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw UnreadableMessageException.invalid(
          "header \"%s\": \"%s\" is no time such as 2026-01-31T12:00:00+00:00"
              .formatted(header, text));
    }
  }
}
