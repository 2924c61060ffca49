package io.millrace.metrics.anomaly;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The settings of a function, as a configuration file has them. */
public final class Settings {
  private final Map<String, ? extends @Nullable Object> values;
  private final TreeSet<String> known = new TreeSet<>();

  public Settings(Map<String, ? extends @Nullable Object> values) {
    this.values = values;
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if it is none, or not above 0
   */
  public double positive(String name, double otherwise) {
    var value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Number number)
        || !Double.isFinite(number.doubleValue())
        || number.doubleValue() <= 0) {
      throw new IllegalArgumentException("%s: %s is not a positive number".formatted(name, value));
    }
    return number.doubleValue();
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if it is none, or below the least
   */
  public int whole(String name, int otherwise, int least) {
    var value = value(name);
    if (value == null) {
      return otherwise;
    }
    if (!(value instanceof Number number)
        || number.doubleValue() != number.intValue()
        || number.intValue() < least) {
      throw new IllegalArgumentException(
          "%s: %s is not a whole number from %d".formatted(name, value, least));
    }
    return number.intValue();
  }

  /**
   * Texts by name.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public SortedMap<String, String> texts(String name) {
    var texts = new TreeMap<String, String>();
    var value = value(name);
    if (value == null) {
      return texts;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("%s: %s is not an object".formatted(name, value));
    }
    map.forEach((key, text) -> {
      if (!(text instanceof String string)) {
        throw new IllegalArgumentException("%s.%s: %s is not a text".formatted(name, key, text));
      }
      texts.put(String.valueOf(key), string);
    });
    return texts;
  }

  private @Nullable Object value(String name) {
    known.add(name);
    return values.get(name);
  }

  /** Refuses settings that the function did not ask for: a mistyped name must not pass unseen. */
  void requireAllKnown() {
    for (var name : new TreeSet<>(values.keySet())) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "unknown setting \"%s\"; there are %s".formatted(name, known));
      }
    }
  }
}
