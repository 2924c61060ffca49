package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Evaluation;
import io.millrace.launcher.evaluation.Evaluation.Pair;
import io.millrace.launcher.evaluation.Label;
import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.evaluation.Task;
import io.millrace.topology.serde.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an evaluation found out, for people and for programs.
 *
 * @param model with its version, which the calls asked for
 * @param rows of the file, answered or not
 * @param latencies of the answered calls, shortest first
 * @param took all calls together
 */
record EvaluationReport(
    Model model, int rows, Evaluation evaluation, List<Duration> latencies, Duration took) {
  private static final int MOST_CLASSES = 12;
  private static final MathContext DIGITS = new MathContext(6);

  /** A version of a model by name and number. */
  record Model(String name, long version) {}

  /** @param shown rows to show at most */
  String text(int shown) {
    var parts = new ArrayList<String>();
    parts.add("%s version %d: %d rows".formatted(model.name(), model.version(), rows)
        + (failed() == 0 ? "" : ", %d failed".formatted(failed())));
    parts.add(metrics());
    parts.add(rows(shown));
    if (evaluation.task() == Task.CLASSIFICATION && evaluation.labels().size() <= MOST_CLASSES) {
      parts.add(confusion());
    }
    parts.add(speed());
    return parts.stream()
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("%n%n".formatted()));
  }

  private int failed() {
    return rows - evaluation.pairs().size();
  }

  private String metrics() {
    return evaluation.metrics().entrySet().stream()
        .map(metric ->
            "%-8s  %s".formatted(metric.getKey(), rounded(new Label.Numeric(metric.getValue()))))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private String rows(int shown) {
    if (shown == 0) {
      return "";
    }
    var table = Table.of("True", "Predicted");
    evaluation.pairs().stream()
        .limit(shown)
        .forEach(p -> table.row(rounded(p.truth()), rounded(p.predicted())));
    int more = evaluation.pairs().size() - shown;
    return table + (more > 0 ? "%n... and %d more".formatted(more) : "");
  }

  // More digits than these are noise to people; programs get all of them, and class numbers stay
  // whole.
  private static String rounded(Label label) {
    return label.json() instanceof Double value
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString()
        : label.toString();
  }

  private String confusion() {
    var header = new ArrayList<>(List.of("true \\ predicted"));
    evaluation.labels().forEach(label -> header.add(label.toString()));
    var table = new Table(header);
    evaluation.confusion().forEach((truth, counts) -> {
      var row = new ArrayList<>(List.of(truth.toString()));
      evaluation.labels().forEach(label -> row.add(counts.getOrDefault(label, 0).toString()));
      table.row(row);
    });
    return table.toString();
  }

  private String speed() {
    return String.format(
        Locale.ROOT,
        "latency p50 %.1f ms, p99 %.1f ms; %.0f rows/s",
        quantile(0.5),
        quantile(0.99),
        latencies.size() / Math.max(1e-9, took.toNanos() / 1e9));
  }

  /** By nearest rank, in milliseconds. */
  private double quantile(double share) {
    int rank = (int) Math.ceil(share * latencies.size());
    return latencies.get(Math.max(0, rank - 1)).toNanos() / 1e6;
  }

  /** One JSON object; it names failed rows only where there are some. */
  String json() {
    var report = new LinkedHashMap<String, Object>();
    report.put("model", model.name());
    report.put("version", model.version());
    report.put("rows", rows);
    if (failed() > 0) {
      report.put("failed", failed());
    }
    report.put("metrics", evaluation.metrics());
    report.put(
        "predictions", evaluation.pairs().stream().map(EvaluationReport::json).toList());
    return Json.MAPPER.writeValueAsString(report);
  }

  private static Map<String, Object> json(Pair pair) {
    var json = new LinkedHashMap<String, Object>();
    json.put("true", json(pair.truth()));
    json.put("predicted", json(pair.predicted()));
    return json;
  }

  private static Object json(Label label) {
    return label.json();
  }
}
