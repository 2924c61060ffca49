package io.millrace.connectors.celery.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task of some name is.
 *
 * @param task the name; {@code *} at its begin stands for anything
 * @param kind what is done
 * @param model which is asked; null for the one that the call or the task's own prefix names
 * @param version null for the one that the call names, else the newest
 * @param arguments the names of its positional arguments
 * @param inputs which argument each of the model's inputs takes; empty for the first argument as a whole
 * @param dataset which is evaluated; null for the only one
 */
public record MappingRule(
    String task,
    Kind kind,
    @Nullable String model,
    @Nullable Long version,
    List<String> arguments,
    Map<String, String> inputs,
    @Nullable String dataset) {
  /** What a task does. */
  public enum Kind {
    /** Asks a model. */
    PREDICT,
    /** Evaluates a data set, and answers what was true and what was predicted. */
    PREDICTIONS,
    /** Evaluates a data set, and answers one figure. */
    METRIC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public MappingRule {
    if (task.isBlank()) {
      throw new IllegalArgumentException("task: a rule names none");
    }
    if (task.indexOf('*') > 0) {
      throw new IllegalArgumentException(
          "task \"%s\": a * stands at the begin only".formatted(task));
    }
    arguments = List.copyOf(arguments);
    inputs = Map.copyOf(inputs);
  }

  /** Whether a task of that name is meant. */
  boolean matches(String name) {
    return task.startsWith("*") ? name.endsWith(task.substring(1)) : name.equals(task);
  }
}
