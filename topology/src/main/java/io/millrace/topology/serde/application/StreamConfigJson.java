package io.millrace.topology.serde.application;

import io.millrace.model.application.StreamConfig;
import io.millrace.model.application.WindowLength;
import io.millrace.topology.serde.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Writes stream configurations in ROHE's form, with names for the types of windows, which no generation reads differently. */
public final class StreamConfigJson {
  private StreamConfigJson() {}

  public static ObjectNode write(StreamConfig config) {
    var node = Json.MAPPER.createObjectNode();
    var window = node.putObject("window");
    write(config.interval(), window.putObject("interval"));
    write(config.size(), window.putObject("size"));
    if (config.grace() != null) {
      window.put("grace", config.grace().toMillis() + "ms");
    }
    var processing = node.putObject("processing");
    writeParser(config, processing.putObject("parser"));
    var functions = processing.putArray("functions");
    config.functions().forEach(function -> {
      var written = functions.addObject().put("name", function.name());
      if (function.isOfDifferences()) {
        written.put("differences", true);
      }
      if (!function.settings().isEmpty()) {
        written.set("settings", Json.MAPPER.valueToTree(function.settings()));
      }
    });
    return node;
  }

  private static void write(WindowLength length, ObjectNode node) {
    if (length instanceof WindowLength.Time time) {
      node.put("type", "time").put("value", time.millis() + "ms");
    } else if (length instanceof WindowLength.Count count) {
      node.put("type", "count").put("value", count.reports());
    }
  }

  private static void writeParser(StreamConfig config, ObjectNode parser) {
    if (config.parser() != null) {
      parser.put("name", config.parser());
    }
    var groups = parser.putObject("metric");
    config.metrics().forEach(metric -> {
      var written = groups.withArrayProperty(metric.group()).addObject().put("name", metric.name());
      if (metric.stage() != null) {
        written.put("stage", metric.stage());
      }
      written.put("aggregate", metric.aggregate().name().toLowerCase(Locale.ROOT));
    });
    parser.set("feature", Json.MAPPER.valueToTree(config.features()));
  }
}
