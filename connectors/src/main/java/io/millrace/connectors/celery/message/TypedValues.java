package io.millrace.connectors.celery.message;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Values that JSON has no form for: {@code {"__type__": "date", "__value__": "2024-05-06"}} and its kin. */
final class TypedValues {
  private static final String TYPE = "__type__";
  private static final String VALUE = "__value__";
  private static final int HEX_DIGITS = 32;

  private TypedValues() {}

  /** Java's own values in place of those that name their type; changes the given lists and maps. */
  static @Nullable Object read(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return inPlace(list);
    }
    if (value instanceof Map<?, ?> map) {
      return map.size() == 2 && map.get(TYPE) instanceof String type && map.containsKey(VALUE)
          ? typed(type, map.get(VALUE), map)
          : inPlace(map);
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  private static Object inPlace(List<?> list) {
    ((List<Object>) list).replaceAll(TypedValues::read);
    return list;
  }

  @SuppressWarnings("unchecked")
  private static Object inPlace(Map<?, ?> map) {
    ((Map<Object, Object>) map).replaceAll((key, value) -> read(value));
    return map;
  }

  private static Object typed(String type, @Nullable Object value, Map<?, ?> found) {
    try {
      var text = String.valueOf(value);
      return switch (type) {
        case "datetime" -> dateTime(text);
        case "date" -> LocalDate.parse(text);
        case "time" -> LocalTime.parse(text);
        case "decimal" -> new BigDecimal(text);
        case "uuid" -> uuid(value);
        case "bytes" -> text.getBytes(StandardCharsets.UTF_8);
        case "base64" -> Base64.getDecoder().decode(text);
        default -> found; // the program's own, which it knows how to read
      };
    } catch (RuntimeException e) {
      throw UnreadableMessageException.undecodable(
          "a value of type \"%s\" cannot be read: %s".formatted(type, e.getMessage()), e);
    }
  }

  private static Object dateTime(String text) {
    return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
        ? OffsetDateTime.parse(text)
        : LocalDateTime.parse(text);
  }

  private static UUID uuid(@Nullable Object value) {
    var hex = value instanceof Map<?, ?> map ? String.valueOf(map.get("hex")) : "";
    if (hex.length() != HEX_DIGITS) {
      throw new IllegalArgumentException("hex \"%s\"".formatted(hex));
    }
    return new UUID(
        Long.parseUnsignedLong(hex.substring(0, HEX_DIGITS / 2), 16),
        Long.parseUnsignedLong(hex.substring(HEX_DIGITS / 2), 16));
  }

  /** The value with text in place of what JSON has no form for. */
  static @Nullable Object plain(@Nullable Object value) {
    return mapped(value, TypedValues::text);
  }

  /** The value with a named type in place of what JSON has no form for. */
  static @Nullable Object typed(@Nullable Object value) {
    return mapped(value, TypedValues::named);
  }

  private static @Nullable Object mapped(@Nullable Object value, UnaryOperator<Object> leaf) {
    if (value instanceof List<?> list) {
      var copy = new ArrayList<@Nullable Object>(list.size());
      list.forEach(one -> copy.add(mapped(one, leaf)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, one) -> copy.put(String.valueOf(key), mapped(one, leaf)));
      return copy;
    }
    return value == null ? null : leaf.apply(value);
  }

  private static Object text(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.getOffset().equals(ZoneOffset.UTC)
          ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time) + "Z"
          : DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    return isText(value) ? value.toString() : value;
  }

  private static Object named(Object value) {
    if (value instanceof OffsetDateTime time) {
      return named("datetime", PythonTime.isoFormat(time));
    }
    if (value instanceof LocalDateTime time) {
      return named("datetime", DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time));
    }
    if (value instanceof UUID uuid) {
      return named("uuid", Map.of("hex", uuid.toString().replace("-", "")));
    }
    if (value instanceof byte[] bytes) {
      return named("base64", Base64.getEncoder().encodeToString(bytes));
    }
    if (isText(value)) {
      var type =
          value instanceof LocalDate ? "date" : value instanceof LocalTime ? "time" : "decimal";
      return named(type, value.toString());
    }
    return value;
  }

  private static boolean isText(Object value) {
    return value instanceof LocalDate
        || value instanceof LocalTime
        || value instanceof BigDecimal
        || value instanceof UUID;
  }

  private static Map<String, Object> named(String type, Object value) {
    return Map.of(TYPE, type, VALUE, value);
  }
}
