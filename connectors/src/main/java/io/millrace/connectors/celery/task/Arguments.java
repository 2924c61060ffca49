package io.millrace.connectors.celery.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments by the names of the parameters that they are for. */
public final class Arguments {
  private final Map<String, @Nullable Object> values;

  private Arguments(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * Binds as a call of a Python function does.
   *
   * @param function its name, for messages
   * @param parameters in order; those that end in {@code =} may be left out
   * @throws TaskFailure the {@code TypeError} that Python raises where they do not fit
   */
  public static Arguments bind(
      String function, List<String> parameters, List<?> args, Map<String, ?> kwargs) {
    var names = parameters.stream()
        .map(p -> p.endsWith("=") ? p.substring(0, p.length() - 1) : p)
        .toList();
    var values = new LinkedHashMap<String, @Nullable Object>();
    if (args.size() > names.size()) {
      throw tooMany(function, parameters, args.size());
    }
    for (int i = 0; i < args.size(); i++) {
      values.put(names.get(i), args.get(i));
    }
    kwargs.forEach((name, value) -> {
      if (!names.contains(name)) {
        throw TaskFailure.typeError(
            "%s() got an unexpected keyword argument '%s'".formatted(function, name));
      }
      if (values.containsKey(name)) {
        throw TaskFailure.typeError(
            "%s() got multiple values for argument '%s'".formatted(function, name));
      }
      values.put(name, value);
    });
    requireAll(function, parameters, values);
    return new Arguments(values);
  }

  private static TaskFailure tooMany(String function, List<String> parameters, int given) {
    long least = parameters.stream().filter(p -> !p.endsWith("=")).count();
    int most = parameters.size();
    var takes = least == most ? String.valueOf(most) : "from %d to %d".formatted(least, most);
    return TaskFailure.typeError("%s() takes %s positional argument%s but %d %s given"
        .formatted(
            function,
            takes,
            most == 1 && least == 1 ? "" : "s",
            given,
            given == 1 ? "was" : "were"));
  }

  private static void requireAll(
      String function, List<String> parameters, Map<String, @Nullable Object> values) {
    var missing = parameters.stream()
        .filter(p -> !p.endsWith("=") && !values.containsKey(p))
        .map(p -> "'" + p + "'")
        .toList();
    if (!missing.isEmpty()) {
      throw TaskFailure.typeError("%s() missing %d required positional argument%s: %s"
          .formatted(function, missing.size(), missing.size() == 1 ? "" : "s", listed(missing)));
    }
  }

  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return switch (names.size()) {
      case 1 -> names.get(0);
      case 2 -> names.get(0) + " and " + names.get(1);
      default -> String.join(", ", names.subList(0, last)) + ", and " + names.get(last);
    };
  }

  /** The value; null where it is Python's None, or was left out. */
  public @Nullable Object get(String name) {
    return values.get(name);
  }

  /**
   * The value, a number.
   *
   * @throws TaskFailure if it is something else
   */
  public Number number(String name) {
    if (values.get(name) instanceof Number number) {
      return number;
    }
    throw wrong(name, "a number");
  }

  /**
   * The value, a list.
   *
   * @throws TaskFailure if it is something else
   */
  public List<?> list(String name) {
    if (values.get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list");
  }

  /**
   * The value, text; null where it was left out.
   *
   * @throws TaskFailure if it is something else
   */
  public @Nullable String text(String name) {
    var value = values.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(name, "text");
  }

  private TaskFailure wrong(String name, String wanted) {
    return TaskFailure.typeError("%s: %s is not %s".formatted(name, values.get(name), wanted));
  }
}
