package io.millrace.topology.serde.placement;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.node.MissingNode;

/** What is wrong with a command, in the words of its form: which field, which value, what is wanted. */
final class Mistakes {
  private static final int LONGEST = 80;

  private Mistakes() {}

  static String describe(JsonNode command, JacksonException e) {
    var path = new StringBuilder();
    JsonNode at = command;
    for (var reference : e.getPath()) {
      var name = reference.getPropertyName();
      if (name == null) {
        path.append('[').append(reference.getIndex()).append(']');
        at = at.path(reference.getIndex());
      } else {
        path.append(path.isEmpty() ? "" : ".").append(shown(name));
        at = at.path(name);
      }
    }
    var where = path.isEmpty() ? "the command" : path.toString();
    return where + ": " + what(at, e);
  }

  private static String what(JsonNode at, JacksonException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<Object> known =
          Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of());
      return "is unknown; there are "
          + known.stream().map(String::valueOf).sorted().toList();
    }
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      var cause = e.getCause();
      return cause instanceof NullPointerException
          ? "a value is missing or null in " + shown(at)
          : String.valueOf(cause.getMessage());
    }
    if (at instanceof MissingNode) {
      return "is missing";
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      var missing = missing(e.getOriginalMessage());
      return missing == null
          ? "%s is wanted, not %s".formatted(wanted(mismatch.getTargetType()), shown(at))
          : missing;
    }
    return String.valueOf(e.getOriginalMessage());
  }

  private static @Nullable String missing(@Nullable String message) {
    return message != null && message.startsWith("Missing ") ? message : null;
  }

  private static String wanted(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(each -> each.toString().toLowerCase(Locale.ROOT))
              .toList();
    }
    if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
      return "a whole number";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "a text";
    }
    return Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  /** A value, shortened: whole ones would make answers and dead letters as large as commands. */
  static String shown(JsonNode value) {
    return shown(value.toString());
  }

  private static String shown(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
