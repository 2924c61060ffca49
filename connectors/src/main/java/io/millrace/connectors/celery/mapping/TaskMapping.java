package io.millrace.connectors.celery.mapping;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.millrace.connectors.celery.mapping.MappingRule.Kind;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;

/**
 * Which tasks are predictions and evaluations: the rules of a file, and after them those that hold by default.
 *
 * @param rules in order; the first that matches counts
 * @param datasets the registered data sets, by name
 */
public record TaskMapping(List<MappingRule> rules, Map<String, DataSet> datasets) {
  private static final List<String> FEATURES = List.of("features");

  /** What is true where no rule says otherwise. */
  private static final List<MappingRule> DEFAULTS = List.of(
      new MappingRule("predict", Kind.PREDICT, null, null, FEATURES, Map.of(), null),
      new MappingRule("*.predict", Kind.PREDICT, null, null, FEATURES, Map.of(), null),
      new MappingRule("get_predictions", Kind.PREDICTIONS, null, null, List.of(), Map.of(), null),
      new MappingRule("*.get_predictions", Kind.PREDICTIONS, null, null, List.of(), Map.of(), null),
      new MappingRule("get_accuracy", Kind.METRIC, null, null, List.of(), Map.of(), null),
      new MappingRule("*.get_accuracy", Kind.METRIC, null, null, List.of(), Map.of(), null));

  /** The rules that hold by default alone. */
  public static final TaskMapping DEFAULT = new TaskMapping(List.of(), Map.of());

  /**
   * Rows whose truth is known.
   *
   * @param csv with a header
   * @param label the column of the truth; null for the last
   * @param regression whether the label is a number rather than a class
   */
  public record DataSet(String model, Path csv, @Nullable String label, boolean regression) {}

  public TaskMapping {
    rules = List.copyOf(rules);
    datasets = Map.copyOf(datasets);
  }

  /** The file's form. */
  private record FileForm(
      @Nullable List<RuleForm> tasks, @Nullable Map<String, SetForm> datasets) {}

  private record RuleForm(
      @Nullable String task,
      @Nullable String kind,
      @Nullable String model,
      @Nullable Long version,
      @Nullable List<String> arguments,
      @Nullable Map<String, String> inputs,
      @Nullable String dataset) {}

  private record SetForm(
      @Nullable String model,
      @Nullable String csv,
      @Nullable String label,
      @JsonProperty("task") @Nullable String task) {}

  /**
   * Reads a file in YAML or JSON; paths in it count from its own folder.
   *
   * @throws IllegalArgumentException if it cannot be read, or says what cannot be; tells which and what
   */
  public static TaskMapping read(Path file) {
    try {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      var form =
          Json.MAPPER.convertValue(Objects.requireNonNullElse(tree, Map.of()), FileForm.class);
      return of(form, Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (YAMLException | JacksonException | IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static TaskMapping of(FileForm form, Path folder) {
    var rules = new ArrayList<MappingRule>();
    for (var rule : Objects.requireNonNullElse(form.tasks(), List.<RuleForm>of())) {
      rules.add(new MappingRule(
          Objects.requireNonNullElse(rule.task(), ""),
          kind(rule),
          rule.model(),
          rule.version(),
          Objects.requireNonNullElse(rule.arguments(), FEATURES),
          Objects.requireNonNullElse(rule.inputs(), Map.of()),
          rule.dataset()));
    }
    var sets = new java.util.LinkedHashMap<String, DataSet>();
    Objects.requireNonNullElse(form.datasets(), Map.<String, SetForm>of())
        .forEach((name, set) -> sets.put(name, set(name, set, folder)));
    return new TaskMapping(rules, sets);
  }

  private static Kind kind(RuleForm rule) {
    var name = rule.kind() == null ? "predict" : rule.kind().toUpperCase(Locale.ROOT);
    for (var kind : Kind.values()) {
      if (kind.name().equalsIgnoreCase(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("task \"%s\": kind \"%s\" is none of %s"
        .formatted(rule.task(), rule.kind(), List.of(Kind.values())));
  }

  private static DataSet set(String name, SetForm set, Path folder) {
    if (set.model() == null || set.csv() == null) {
      throw new IllegalArgumentException(
          "dataset \"%s\": it names a model and a csv".formatted(name));
    }
    var csv = folder.resolve(set.csv());
    if (!Files.isRegularFile(csv)) {
      throw new IllegalArgumentException("dataset \"%s\": %s: no such file".formatted(name, csv));
    }
    return new DataSet(set.model(), csv, set.label(), "regression".equals(set.task()));
  }

  /** The rule for a task; null if it is neither prediction nor evaluation. */
  public @Nullable MappingRule find(String task) {
    for (var rule : rules) {
      if (rule.matches(task)) {
        return rule;
      }
    }
    for (var rule : DEFAULTS) {
      if (rule.matches(task)) {
        return rule;
      }
    }
    return null;
  }

  /** The names that monitors show: those that are whole. */
  public List<String> names() {
    return java.util.stream.Stream.concat(rules.stream(), DEFAULTS.stream())
        .map(MappingRule::task)
        .filter(task -> !task.startsWith("*"))
        .distinct()
        .sorted()
        .toList();
  }

  /** The same with more data sets, where those here do not say otherwise. */
  public TaskMapping withMore(Map<String, DataSet> more) {
    if (!datasets.isEmpty()) {
      return this;
    }
    return new TaskMapping(rules, more);
  }
}
