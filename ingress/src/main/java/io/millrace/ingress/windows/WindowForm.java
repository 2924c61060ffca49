package io.millrace.ingress.windows;

import static java.time.Instant.EPOCH;

import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** A window's result as people and programs read it: fields in JSON, or columns in CSV. */
final class WindowForm {
  private static final Map<String, Double> QUANTILES = quantiles();

  private WindowForm() {}

  private static Map<String, Double> quantiles() {
    var all = new LinkedHashMap<String, Double>();
    all.put("p50", 0.5);
    all.put("p90", 0.9);
    all.put("p95", 0.95);
    all.put("p99", 0.99);
    all.put("p99.9", 0.999);
    return all;
  }

  /** Null is what is rolled up, and a number that there is none of. */
  static Map<String, @Nullable Object> fields(WindowResult window) {
    var fields = new LinkedHashMap<String, @Nullable Object>();
    fields.put("application", window.application());
    fields.put("stage", window.stage());
    fields.put("instance", window.instance());
    fields.put("metric", window.metric());
    fields.put("kind", window.kind().name());
    fields.put("start", window.start().toString());
    fields.put("end", window.end().toString());
    addValues(window, fields);
    fields.put("late", window.late());
    fields.put("missing", window.missing());
    fields.put("finality", window.finality().name());
    return fields;
  }

  private static void addValues(WindowResult window, Map<String, @Nullable Object> fields) {
    var values = window.values();
    fields.put("count", values.count());
    fields.put("sum", finite(values.sum()));
    fields.put("min", finite(values.min()));
    fields.put("max", finite(values.max()));
    fields.put("mean", finite(values.mean()));
    fields.put("deviation", finite(values.deviation()));
    QUANTILES.forEach((name, q) -> fields.put(name, finite(values.quantile(q))));
  }

  private static @Nullable Object finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  static byte[] json(WindowResult window) {
    return Json.MAPPER.writeValueAsBytes(fields(window));
  }

  /** A header, and a line for each window. */
  static byte[] csv(List<WindowResult> windows) {
    var text = new StringBuilder();
    try (var printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(header());
      for (var window : windows) {
        printer.printRecord(fields(window).values());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a StringBuilder does not fail", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  // The fields of any window: their names are the same for all.
  private static Set<String> header() {
    var nothing = new WindowResult(
        "", null, null, "", WindowKind.TUMBLING, EPOCH, EPOCH, new Summary(), 0, 0, Finality.FINAL);
    return fields(nothing).keySet();
  }
}
