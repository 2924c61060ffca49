package io.millrace.topology.serde;

import io.millrace.model.Feedback;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Reads feedback: {@code {"id": "motor-17", "label": "failure"}}, where {@code label} is a class and {@code value} a
 * number, or lists of them with one for each row of the request. {@code model}, {@code version} and {@code time} (a time
 * such as 2026-01-31T12:00:00Z, or seconds since 1970) may be left out.
 */
public final class FeedbackReader {
  private static final String LABEL = "label";
  private static final String VALUE = "value";

  private FeedbackReader() {}

  /** What became of one element of a body. */
  public sealed interface Entry {
    /** An element that is feedback. */
    record Read(Feedback feedback) implements Entry {}

    /**
     * An element that is none.
     *
     * @param index of it in the body, from 0
     * @param reason what is wrong, which and the value
     * @param bytes as found
     */
    record Refused(int index, String reason, byte[] bytes) implements Entry {}
  }

  /**
   * Reads a body: one feedback, or a list of them.
   *
   * @param asked the model that the path names; an element that names another is refused
   */
  public static List<Entry> readBody(byte[] body, @Nullable ModelName asked) {
    JsonNode tree;
    try {
      tree = parse(body);
    } catch (IllegalArgumentException e) {
      return List.of(new Entry.Refused(0, String.valueOf(e.getMessage()), body));
    }
    if (!tree.isArray()) {
      return List.of(entry(0, tree, asked));
    }
    var entries = new ArrayList<Entry>(tree.size());
    for (var element : tree) {
      entries.add(entry(entries.size(), element, asked));
    }
    return entries;
  }

  private static Entry entry(int index, JsonNode node, @Nullable ModelName asked) {
    try {
      return new Entry.Read(feedback(node, null, asked));
    } catch (IllegalArgumentException | InvalidRequestException e) {
      return new Entry.Refused(
          index, String.valueOf(e.getMessage()), Json.MAPPER.writeValueAsBytes(node));
    }
  }

  /**
   * Reads one feedback.
   *
   * @param key of its record, which names the request where the body does not
   * @throws IllegalArgumentException if it is none, or {@link InvalidRequestException} where a name in it is illegal
   */
  public static Feedback readOne(byte[] body, @Nullable String key) {
    return feedback(parse(body), key, null);
  }

  private static JsonNode parse(byte[] body) {
    try {
      var tree = Json.MAPPER.readTree(body);
      if (tree == null || tree.isMissingNode()) {
        throw new IllegalArgumentException("the body is empty; it has to be feedback in JSON");
      }
      return tree;
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + Utf8.shortened(e.getOriginalMessage()), e);
    }
  }

  private static Feedback feedback(JsonNode node, @Nullable String key, @Nullable ModelName asked) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("feedback must be an object, not " + shown(node));
    }
    var id = text(node, "id");
    if (id == null && (key == null || key.isEmpty())) {
      throw new IllegalArgumentException("\"id\" is missing: it names the request");
    }
    var version = node.get("version");
    return new Feedback(
        new RequestId(id == null ? String.valueOf(key) : id),
        model(text(node, "model"), asked),
        isAbsent(version) ? null : ModelVersion.of(version.asString()),
        rows(node),
        time(node.get("time")));
  }

  private static @Nullable ModelName model(@Nullable String named, @Nullable ModelName asked) {
    if (named != null && asked != null && !named.equals(asked.value())) {
      throw new IllegalArgumentException(
          "\"model\": \"%s\" is not \"%s\", whose feedback this is".formatted(named, asked));
    }
    return named == null ? asked : new ModelName(named);
  }

  private static List<String> rows(JsonNode node) {
    var label = node.get(LABEL);
    var value = node.get(VALUE);
    if (isAbsent(label) == isAbsent(value)) {
      throw new IllegalArgumentException(
          isAbsent(label)
              ? "neither \"label\" nor \"value\" is there: one of them tells the truth"
              : "\"label\" and \"value\" are both there: one of them tells the truth");
    }
    return isAbsent(value) ? rows(label, LABEL) : rows(value, VALUE);
  }

  private static List<String> rows(JsonNode truths, String field) {
    return truths.isArray()
        ? StreamSupport.stream(truths.spliterator(), false)
            .map(one -> row(one, field))
            .toList()
        : List.of(row(truths, field));
  }

  private static String row(JsonNode truth, String field) {
    boolean isFine = field.equals(VALUE)
        ? truth.isNumber()
        : truth.isNumber() || truth.isString() || truth.isBoolean();
    if (!isFine || (truth.isNumber() && !Double.isFinite(truth.asDouble()))) {
      throw new IllegalArgumentException("\"%s\": %s is no %s"
          .formatted(field, shown(truth), field.equals(VALUE) ? "finite number" : "class"));
    }
    return truth.asString();
  }

  private static @Nullable String text(JsonNode node, String field) {
    var value = node.get(field);
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isString() && !value.isIntegralNumber()) {
      throw new IllegalArgumentException("\"%s\": %s is no text".formatted(field, shown(value)));
    }
    return value.asString();
  }

  private static @Nullable Instant time(@Nullable JsonNode time) {
    if (time == null || time.isNull()) {
      return null;
    }
    try {
      return time.isNumber()
          ? Instant.ofEpochMilli(Math.round(time.asDouble() * 1000))
          : Instant.parse(time.asString());
    } catch (DateTimeException | JacksonException e) {
      throw new IllegalArgumentException(
          "\"time\": %s is no time such as 2026-01-31T12:00:00Z".formatted(shown(time)), e);
    }
  }

  private static String shown(JsonNode node) {
    return Utf8.shortened(node.toString());
  }

  private static boolean isAbsent(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }
}
