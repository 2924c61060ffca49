package io.millrace.metrics.anomaly;

import java.util.Collections;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions there are, by name. */
public final class MetricFunctions {
  private final TreeMap<String, MetricFunction> byName = new TreeMap<>();

  private MetricFunctions() {}

  /**
   * All functions on the class path.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public static MetricFunctions load() {
    return of(ServiceLoader.load(MetricFunction.class));
  }

  static MetricFunctions of(Iterable<MetricFunction> functions) {
    var all = new MetricFunctions();
    for (var function : functions) {
      var other = all.byName.put(function.name(), function);
      if (other != null) {
        throw new IllegalArgumentException("two functions are named \"%s\": %s and %s"
            .formatted(
                function.name(), other.getClass().getName(), function.getClass().getName()));
      }
    }
    return all;
  }

  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(byName.navigableKeySet());
  }

  /**
   * The function of a name with its settings. It never throws: what goes wrong is in its result.
   *
   * @throws IllegalArgumentException if there is no such function, or a setting is wrong
   */
  public WindowFunction configure(String name, Map<String, ? extends @Nullable Object> settings) {
    var function = byName.get(name);
    if (function == null) {
      throw new IllegalArgumentException(
          "no function \"%s\"; there are %s".formatted(name, byName.keySet()));
    }
    var read = new Settings(settings);
    try {
      var configured = function.configure(read);
      read.requireAllKnown();
      return values -> guarded(name, configured, values);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("function \"%s\": %s".formatted(name, e.getMessage()), e);
    }
  }

  // Whatever a user's function throws, the window's other results and the next windows do not
  // depend on it.
  private static FunctionResult guarded(String name, WindowFunction function, WindowValues values) {
    try {
      return function.apply(values);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return FunctionResult.failed("function \"%s\": %s".formatted(name, e));
    }
  }
}
