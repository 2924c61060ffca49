package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.InvalidReportException;
import io.millrace.model.qoa.WellFormed;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of an object, which are taken out of it one by one: what nobody has taken in the end is not known here, and
 * is kept as it is. Messages name the path of a field.
 */
final class Fields {
  private static final int SHOWN = 40;
  private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

  private final @Nullable Fields parent;
  private final String name;
  private final ObjectNode node;

  private Fields(@Nullable Fields parent, String name, ObjectNode node) {
    this.parent = parent;
    this.name = name;
    this.node = node;
  }

  static Fields of(ObjectNode report) {
    return new Fields(null, "", report);
  }

  boolean has(String field) {
    return node.has(field);
  }

  /** The field's value, if it is there and not null. */
  @Nullable
  JsonNode take(String field) {
    var value = node.remove(field);
    return value == null || value.isNull() ? null : value;
  }

  /** The value of a field that is there, null or not. */
  JsonNode takeAny(String field) {
    return Objects.requireNonNull(node.remove(field), field);
  }

  /** Takes all fields that are left. */
  void takeAll() {
    node.removeAll();
  }

  /** The names of the fields that are left. */
  List<String> names() {
    return List.copyOf(node.propertyNames());
  }

  /** The object in that field, left in its place; null if there is none. */
  @Nullable
  Fields object(String field) {
    var value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value instanceof ObjectNode object) {
      return new Fields(this, field, object);
    }
    throw bad(field, "must be an object, not " + JsonTrees.shown(value));
  }

  Fields requireObject(String field) {
    var object = object(field);
    if (object == null) {
      throw bad(field, "is missing");
    }
    return object;
  }

  /** The objects in the list of that field, left in their places; none if there is no list. */
  List<Fields> objects(String field) {
    var value = node.get(field);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!(value instanceof ArrayNode array)) {
      throw bad(field, "must be a list, not " + JsonTrees.shown(value));
    }
    var objects = new ArrayList<Fields>(array.size());
    for (var element : array) {
      if (!(element instanceof ObjectNode object)) {
        throw bad(
            field + "[" + objects.size() + "]",
            "must be an object, not " + JsonTrees.shown(element));
      }
      objects.add(new Fields(this, field + "[" + objects.size() + "]", object));
    }
    return objects;
  }

  /** Every field as an object, by its name; those that are null are passed over. */
  void eachObject(Each<Fields> use) {
    for (var field : names()) {
      var object = object(field);
      if (object != null) {
        use.with(field, object);
      }
    }
  }

  interface Each<T> {
    void with(String name, T value);
  }

  /**
   * Every field, taken; an object is left in its place instead, for its own fields to be taken.
   *
   * @param objects gets the fields that are objects
   * @param others gets all others, null too
   */
  void each(Each<Fields> objects, Each<JsonNode> others) {
    for (var field : names()) {
      var value = node.get(field);
      if (value instanceof ObjectNode object) {
        objects.with(field, new Fields(this, field, object));
      } else {
        others.with(field, node.remove(field));
      }
    }
  }

  /** The first of these fields that has a text or number and is not blank; null if none has. */
  @Nullable
  String text(String... fields) {
    for (var field : fields) {
      var value = node.get(field);
      if (value == null || value.isNull()) {
        continue;
      }
      if (!value.isString() && !value.isNumber()) {
        throw bad(field, "must be a text, not " + JsonTrees.shown(value));
      }
      if (!value.asString().isBlank()) {
        node.remove(field);
        return WellFormed.text(value.asString());
      }
    }
    return null;
  }

  /** As {@link #text}, the field left in its place. */
  @Nullable
  String peekText(String field) {
    var value = node.get(field);
    var text = text(field);
    if (text != null) {
      node.set(field, value);
    }
    return text;
  }

  String requireText(String field) {
    var text = text(field);
    if (text == null) {
      throw bad(field, "is missing");
    }
    return text;
  }

  /** The time in that field: seconds since 1970, or a text such as 2026-01-31T12:00:00Z; null if there is none. */
  @Nullable
  Instant time(String field) {
    var value = take(field);
    if (value == null) {
      return null;
    }
    var time = value.isNumber() ? ofSeconds(value) : value.isString() ? ofText(value) : null;
    if (time == null || time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
      throw bad(
          field,
          "must be a time in seconds since 1970, or such as 2026-01-31T12:00:00Z, not "
              + JsonTrees.shown(value));
    }
    return time;
  }

  private static @Nullable Instant ofSeconds(JsonNode value) {
    double seconds = value.doubleValue();
    if (!(Math.abs(seconds) <= LAST.getEpochSecond())) {
      return null;
    }
    long micros = EpochSeconds.micros(seconds);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
  }

  private static @Nullable Instant ofText(JsonNode value) {
    var text = value.asString();
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return withoutOffset(text);
    }
  }

  // As Python writes a time that has no zone; ROHE's are UTC.
  private static @Nullable Instant withoutOffset(String text) {
    try {
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The exception for a field whose value cannot be used. */
  InvalidReportException bad(String field, String what) {
    var path = new StringBuilder();
    addPath(path);
    path.append(WellFormed.shortened(field, SHOWN));
    return new InvalidReportException("%s: %s".formatted(path, what));
  }

  private void addPath(StringBuilder path) {
    if (parent != null) {
      parent.addPath(path);
      path.append(WellFormed.shortened(name, SHOWN)).append('.');
    }
  }

  /** Uses the object in that field, if there is one. */
  void ifObject(String field, Consumer<Fields> use) {
    var object = object(field);
    if (object != null) {
      use.accept(object);
    }
  }
}
