package io.millrace.topology.serde.contract;

import io.millrace.topology.serde.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of one JSON object, read one by one; what is wrong is noted, and null returned instead. */
public final class Fields {
  // Longer ones cannot be added to times.
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String path;
  private final JsonNode node;
  private final List<String> mistakes;
  private final Set<String> read = new HashSet<>();

  /** @param path where the object stands in its document; empty: it is the document */
  public Fields(String path, JsonNode node, List<String> mistakes) {
    this.path = path;
    this.node = node;
    this.mistakes = mistakes;
    if (!node.isObject()) {
      mistakes.add("%s: an object is wanted, not %s".formatted(shown(path), abbreviated(node)));
    }
  }

  private static String shown(String path) {
    return path.isEmpty() ? "the document" : path;
  }

  private static String abbreviated(JsonNode node) {
    var text = node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  public String path() {
    return path;
  }

  public JsonNode node() {
    return node;
  }

  public List<String> mistakes() {
    return mistakes;
  }

  /** The value; null where it is missing or JSON's null. */
  @Nullable
  public JsonNode get(String name) {
    read.add(name);
    var value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** The names of all fields, in their order; all count as read. */
  public List<String> names() {
    var names = List.copyOf(node.propertyNames());
    read.addAll(names);
    return names;
  }

  /** Lets the field stand among the {@link #rest}, although it was read. */
  public void keep(String name) {
    read.remove(name);
  }

  public boolean has(String name) {
    return node.hasNonNull(name);
  }

  public String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  public void mistake(String name, String what) {
    mistakes.add("%s: %s".formatted(at(name), what));
  }

  /** The value; where it is null, because the field is not what is wanted, that is noted. */
  private <T> @Nullable T wanted(String name, String wanted, @Nullable T value) {
    if (value == null) {
      mistake(name, "%s is wanted, not %s".formatted(wanted, abbreviated(node.get(name))));
    }
    return value;
  }

  private void missing(String name) {
    mistake(name, "is missing");
  }

  @Nullable
  public String text(String name) {
    var value = get(name);
    return value == null
        ? null
        : wanted(name, "a text", value.isString() ? value.stringValue() : null);
  }

  @Nullable
  public String requiredText(String name) {
    if (!has(name)) {
      missing(name);
    }
    return text(name);
  }

  /** A finite number; a text that is one counts too. */
  @Nullable
  public Double number(String name) {
    var value = get(name);
    if (value == null) {
      return null;
    }
    return wanted(name, "a finite number", number(value));
  }

  public static @Nullable Double number(JsonNode value) {
    double number = Double.NaN;
    if (value.isNumber()) {
      number = value.doubleValue();
    } else if (value.isString()) {
      try {
        number = Double.parseDouble(value.stringValue());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return Double.isFinite(number) ? number : null;
  }

  @Nullable
  public Double requiredNumber(String name) {
    if (!has(name)) {
      missing(name);
    }
    return number(name);
  }

  @Nullable
  public Long count(String name) {
    var value = get(name);
    if (value == null) {
      return null;
    }
    boolean whole = value.isIntegralNumber() && value.canConvertToLong();
    return wanted(name, "a whole number", whole ? (Long) value.longValue() : null);
  }

  @Nullable
  public Boolean flag(String name) {
    var value = get(name);
    return value == null
        ? null
        : wanted(name, "true or false", value.isBoolean() ? (Boolean) value.booleanValue() : null);
  }

  /** A text such as {@code 5m}; a number counts seconds. */
  @Nullable
  public Duration duration(String name) {
    var value = get(name);
    if (value == null) {
      return null;
    }
    Duration duration = null;
    if (value.isString()) {
      duration = Durations.parse(value.stringValue());
    } else if (value.isNumber() && Math.abs(value.doubleValue()) < 1e12) {
      duration = Duration.ofMillis(Math.round(value.doubleValue() * 1000));
    }
    boolean fits = duration != null && !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
    return wanted(name, "a duration such as \"5m\"", fits ? duration : null);
  }

  /** An ISO time; one without a zone is UTC. */
  @Nullable
  public Instant time(String name) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return text.endsWith("Z") || text.matches(".*[+-][0-9]{2}:?[0-9]{2}$")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return wanted(name, "a time such as \"2026-01-31T12:00:00Z\"", null);
    }
  }

  /** One of these, by name; case does not matter. */
  public <E> @Nullable E oneOf(String name, Map<String, E> choices) {
    var text = text(name);
    if (text == null) {
      return null;
    }
    for (var choice : choices.entrySet()) {
      if (choice.getKey().equalsIgnoreCase(text)) {
        return choice.getValue();
      }
    }
    return wanted(name, "one of " + choices.keySet(), null);
  }

  /** An object; null where it is missing. */
  @Nullable
  public Fields object(String name) {
    var value = get(name);
    return value == null ? null : new Fields(at(name), value, mistakes);
  }

  @Nullable
  public Fields requiredObject(String name) {
    if (!has(name)) {
      missing(name);
    }
    return object(name);
  }

  /** The elements of an array; a single value counts as an array of one. */
  public List<Fields> objects(String name) {
    var value = get(name);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      return List.of(new Fields(at(name), value, mistakes));
    }
    var all = new ArrayList<Fields>();
    for (var element : value) {
      all.add(new Fields("%s[%d]".formatted(at(name), all.size()), element, mistakes));
    }
    return all;
  }

  /** The object's fields in their order, each of which must be an object. */
  public Map<String, Fields> entries() {
    var all = new LinkedHashMap<String, Fields>();
    node.properties().forEach(entry -> {
      read.add(entry.getKey());
      all.put(entry.getKey(), new Fields(at(entry.getKey()), entry.getValue(), mistakes));
    });
    return all;
  }

  /** An object of texts; numbers and truth values are taken as texts. Empty where it is missing. */
  public Map<String, String> texts(String name) {
    var value = get(name);
    var all = new LinkedHashMap<String, String>();
    if (value != null) {
      if (!value.isObject()) {
        wanted(name, "an object of texts", null);
      }
      value.properties().forEach(entry -> {
        if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
          all.put(entry.getKey(), entry.getValue().asString());
        } else {
          mistake(
              name,
              "%s must be a text, not %s".formatted(entry.getKey(), abbreviated(entry.getValue())));
        }
      });
    }
    return all;
  }

  /** The fields that nobody has asked for, as they stand. */
  public Map<String, Object> rest() {
    var rest = new LinkedHashMap<String, Object>();
    node.properties().forEach(entry -> {
      if (!read.contains(entry.getKey())) {
        rest.put(entry.getKey(), Json.MAPPER.treeToValue(entry.getValue(), Object.class));
      }
    });
    return rest;
  }

  @Override
  public String toString() {
    return "%s %s".formatted(shown(path), abbreviated(node));
  }
}
