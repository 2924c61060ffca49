package io.millrace.connectors.celery.message;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a message, checked for what they are. */
final class Values {
  private Values() {}

  @SuppressWarnings("unchecked")
  static List<Object> list(String what, @Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return (List<Object>) list;
    }
    throw wrong(what, "a list", value);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(String what, @Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw wrong(what, "an object", value);
  }

  static @Nullable String text(String what, @Nullable Object value) {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(what, "text", value);
  }

  static int whole(String what, @Nullable Object value, int absent) {
    if (value == null) {
      return absent;
    }
    if (value instanceof Number number && number.longValue() == number.intValue()) {
      return number.intValue();
    }
    throw wrong(what, "a whole number", value);
  }

  static @Nullable Double seconds(String what, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(what, "a number of seconds", value);
  }

  private static UnreadableMessageException wrong(String what, String wanted, Object value) {
    return UnreadableMessageException.invalid(
        "%s: %s is not %s".formatted(what, PythonRepr.of(value), wanted));
  }
}
