package io.millrace.topology.serde.qoa;

import java.time.LocalDate;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Times such as {@code 2026-01-31T12:00:00.123Z}, as an {@link java.time.Instant} writes itself. */
final class UtcTime {
  /** What is no such time. */
  static final long NONE = -1;

  private static final int SHORTEST = "2026-01-31T12:00:00Z".length();
  private static final int FRACTION = SHORTEST - 1;
  private static final int LAST_YEAR = 2199;

  private UtcTime() {}

  /** The parser's text in milliseconds since 1970; {@link #NONE} if it is none of this form, or not from 1970 to 2199. */
  static long millis(JsonParser in) {
    return in.currentToken() == JsonToken.VALUE_STRING
        ? millis(in.getStringCharacters(), in.getStringOffset(), in.getStringLength())
        : NONE;
  }

  static long millis(char[] text, int from, int length) {
    if (length < SHORTEST
        || text[from + length - 1] != 'Z'
        || text[from + 4] != '-'
        || text[from + 7] != '-'
        || text[from + 10] != 'T'
        || text[from + 13] != ':'
        || text[from + 16] != ':') {
      return NONE;
    }
    int year = number(text, from, 4);
    int month = number(text, from + 5, 2);
    int day = number(text, from + 8, 2);
    int hour = number(text, from + 11, 2);
    int minute = number(text, from + 14, 2);
    int second = number(text, from + 17, 2);
    long millis = fraction(text, from, length);
    if (year < 1970
        || year > LAST_YEAR
        || month < 1
        || month > 12
        || day < 1
        || day > 28 + (day > 28 ? extra(year, month) : 0)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || millis < 0) {
      return NONE;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis;
  }

  private static int extra(int year, int month) {
    return LocalDate.of(year, month, 1).lengthOfMonth() - 28;
  }

  /** The first three digits of a second, in milliseconds; negative if there is something else. */
  private static long fraction(char[] text, int from, int length) {
    if (length == SHORTEST) {
      return 0;
    }
    int digits = length - SHORTEST - 1;
    if (text[from + FRACTION] != '.' || digits < 1 || digits > 9) {
      return NONE;
    }
    int all = number(text, from + FRACTION + 1, digits);
    if (all < 0) {
      return NONE;
    }
    long millis = all;
    for (int i = digits; i < 3; i++) {
      millis *= 10;
    }
    for (int i = digits; i > 3; i--) {
      millis /= 10;
    }
    return millis;
  }

  /** Negative if there is something else than digits. */
  private static int number(char[] text, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
