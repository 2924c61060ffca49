package io.millrace.topology.serde.application;

import io.millrace.model.application.StreamConfig.Aggregate;
import io.millrace.model.application.StreamConfig.Function;
import io.millrace.model.application.StreamConfig.Metric;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.contract.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/** Reads the {@code processing} of a stream configuration: which metrics are looked at, and by which functions. */
final class ProcessingReader {
  private static final Map<String, Aggregate> AGGREGATES = new LinkedHashMap<>();

  static {
    AGGREGATES.put("mean", Aggregate.MEAN);
    AGGREGATES.put("max", Aggregate.MAX);
    AGGREGATES.put("min", Aggregate.MIN);
    AGGREGATES.put("sum", Aggregate.SUM);
  }

  private final @Nullable Fields fields;
  private final List<String> notes;
  private @Nullable String parser;
  private final List<Metric> metrics = new ArrayList<>();
  private final List<List<String>> features = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();

  ProcessingReader(@Nullable Fields fields, List<String> notes) {
    this.fields = fields;
    this.notes = notes;
  }

  @Nullable
  String parser() {
    return parser;
  }

  List<Metric> metrics() {
    return metrics;
  }

  List<List<String>> features() {
    return features;
  }

  List<Function> functions() {
    return functions;
  }

  void read() {
    if (fields == null || !fields.node().isObject()) {
      return;
    }
    if (fields.text("module") != null) {
      notes.add(fields.at("module")
          + ": Python modules are not run; the function is looked up by its name");
    }
    readFunctions(fields);
    readParser(fields);
    if (features.isEmpty() && !metrics.isEmpty()) {
      features.add(metrics.stream().map(Metric::name).toList());
    }
    if (!functions.isEmpty() && metrics.isEmpty()) {
      fields.mistake("parser.metric", "is missing, so the functions have nothing to look at");
    }
    note(fields);
  }

  private void note(Fields of) {
    of.rest().keySet().forEach(name -> notes.add(of.at(name) + ": does nothing here"));
  }

  private void readFunctions(Fields of) {
    for (var name : List.of("function", "functions")) {
      var value = of.get(name);
      if (value == null) {
        continue;
      }
      for (var one : value.isArray() ? value : Json.MAPPER.createArrayNode().add(value)) {
        if (one.isString()) {
          functions.add(StreamConfigReader.function(one.stringValue(), Map.of(), false));
        } else {
          readFunction(new Fields(of.at(name), one, of.mistakes()));
        }
      }
    }
    var expressions = of.texts("expressions");
    if (!expressions.isEmpty()) {
      functions.add(new Function("expression", false, Map.of("expressions", expressions)));
    }
  }

  private void readFunction(Fields of) {
    if (!of.node().isObject()) {
      return;
    }
    var name = of.requiredText("name");
    var differences = of.flag("differences");
    var settings = of.object("settings");
    Map<String, Object> values =
        settings == null || !settings.node().isObject() ? Map.of() : settings(of, settings.node());
    if (name != null) {
      functions.add(StreamConfigReader.function(name, values, Boolean.TRUE.equals(differences)));
    }
    note(of);
  }

  private static Map<String, Object> settings(Fields of, JsonNode node) {
    var values = new LinkedHashMap<String, Object>();
    node.properties().forEach(entry -> {
      if (entry.getValue().isNull()) {
        of.mistake("settings." + entry.getKey(), "has no value");
      } else {
        values.put(
            entry.getKey(),
            Json.MAPPER.convertValue(entry.getValue(), new TypeReference<Object>() {}));
      }
    });
    return values;
  }

  private void readParser(Fields of) {
    var read = of.object("parser");
    if (read == null || !read.node().isObject()) {
      return;
    }
    parser = read.text("name");
    var metric = read.get("metric");
    if (metric != null && metric.isArray()) {
      readMetrics(read, "metric", "", metric);
    } else if (metric != null) {
      var groups = new Fields(read.at("metric"), metric, read.mistakes());
      for (var group : groups.node().isObject() ? groups.names() : List.<String>of()) {
        var values = groups.get(group);
        if (values != null) {
          readMetrics(groups, group, group, values);
        }
      }
    }
    readFeatures(read);
    note(read);
  }

  private void readMetrics(Fields of, String field, String group, JsonNode values) {
    int i = 0;
    for (var value : values.isArray() ? values : Json.MAPPER.createArrayNode().add(values)) {
      var at = "%s[%d]".formatted(of.at(field), i++);
      if (value.isString()) {
        metrics.add(new Metric(group, value.stringValue(), null, Aggregate.MEAN));
      } else {
        readMetric(new Fields(at, value, of.mistakes()), group);
      }
    }
  }

  private void readMetric(Fields of, String group) {
    if (!of.node().isObject()) {
      return;
    }
    var name = of.requiredText("name");
    var stage = of.text("stage");
    var aggregate = of.oneOf("aggregate", AGGREGATES);
    if (name != null) {
      metrics.add(new Metric(group, name, stage, aggregate == null ? Aggregate.MEAN : aggregate));
    }
    note(of);
  }

  private void readFeatures(Fields of) {
    var value = of.get("feature");
    if (value == null) {
      return;
    }
    int i = 0;
    for (var set : value.isArray() ? value : Json.MAPPER.createArrayNode().add(value)) {
      var names = new ArrayList<String>();
      for (var name : set.isArray() ? set : Json.MAPPER.createArrayNode().add(set)) {
        if (name.isString()) {
          names.add(name.stringValue());
        } else {
          of.mistake(
              "feature[%d]".formatted(i), "a metric's name is wanted, not %s".formatted(name));
        }
      }
      if (!names.isEmpty() && !features.contains(names)) {
        features.add(names);
      }
      i++;
    }
  }
}
