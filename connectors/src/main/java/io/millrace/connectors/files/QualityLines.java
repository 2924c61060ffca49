package io.millrace.connectors.files;

import io.millrace.connectors.files.Lines.Line;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Final windows, and violations. The names of columns are those of ROHE where it has one. */
public final class QualityLines {
  private static final List<String> WINDOW = List.of(
      "application_name",
      "stage_id",
      "instance_id",
      "metric",
      "kind",
      "start",
      "end",
      "count",
      "sum",
      "min",
      "max",
      "mean",
      "deviation",
      "p50",
      "p90",
      "p95",
      "p99",
      "p999",
      "late",
      "missing");
  private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99, 0.999};
  private static final List<String> VIOLATION = List.of(
      "event_id",
      "event",
      "timestamp",
      "contract_id",
      "tenant_id",
      "pipeline_id",
      "stage",
      "instance",
      "objective",
      "metric_name",
      "threshold_operator",
      "threshold_value",
      "actual_value",
      "severity",
      "recommended_action",
      "window_start",
      "window_end",
      "samples");

  private QualityLines() {}

  /** Of {@code qoa.windows} and {@code qoa.violations}. */
  public static List<Lines> of(Topics topics) {
    var windows = topics.windows();
    return List.of(
        new Lines(windows.name(), "windows", WINDOW, windows(windows.values().deserializer())),
        new Lines(
            topics.prefix() + "qoa.violations", "violations", VIOLATION, QualityLines::violation));
  }

  private static Lines.Reader windows(Deserializer<WindowResult> values) {
    return record -> {
      if (record.value() == null) {
        return null;
      }
      var window = values.deserialize(record.topic(), record.value());
      // A window is told of once, when nothing can change it any more.
      return window.finality() == WindowResult.Finality.FINAL
          ? new Line(cells(window), oneLine(parse(record.value())))
          : null;
    };
  }

  private static List<@Nullable Object> cells(WindowResult window) {
    var values = window.values();
    var cells = new ArrayList<@Nullable Object>();
    cells.add(window.application());
    cells.add(window.stage());
    cells.add(window.instance());
    cells.add(window.metric());
    cells.add(window.kind().name().toLowerCase(Locale.ROOT));
    cells.add(window.start());
    cells.add(window.end());
    cells.add(values.count());
    cells.add(finite(values.sum()));
    cells.add(finite(values.min()));
    cells.add(finite(values.max()));
    cells.add(finite(values.mean()));
    cells.add(finite(values.deviation()));
    for (double q : QUANTILES) {
      cells.add(finite(values.quantile(q)));
    }
    cells.add(window.late());
    cells.add(window.missing());
    return cells;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static @Nullable Line violation(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    var fields = parse(record.value());
    var cells = new ArrayList<@Nullable Object>();
    VIOLATION.forEach(name -> cells.add(cell(fields.get(name))));
    return new Line(cells, oneLine(fields));
  }

  private static @Nullable Object cell(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return node.isString() ? node.stringValue() : node.toString();
  }

  private static JsonNode parse(byte[] json) {
    try {
      var node = Json.MAPPER.readTree(json);
      if (node.isObject()) {
        return node;
      }
      throw new IllegalArgumentException("no JSON object but %s".formatted(node.getNodeType()));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String oneLine(JsonNode node) {
    return Json.MAPPER.writeValueAsString(node);
  }
}
