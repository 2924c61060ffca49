package io.millrace.launcher.demo;

import io.millrace.launcher.evaluation.Evaluation;
import io.millrace.launcher.evaluation.Table;
import io.millrace.model.ModelVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What the demo saw.
 *
 * @param latenciesMicros from sending a request until its result was read, ascending
 */
public record DemoSummary(
    String model,
    ModelVersion version,
    Evaluation evaluation,
    long[] latenciesMicros,
    Burst burst) {
  private static final int ROWS_SHOWN = 8;

  /** Requests sent as fast as the log takes them. */
  public record Burst(int requests, long answered, Duration time) {
    double perSecond() {
      return answered / (time.toNanos() / 1e9);
    }
  }

  /** For people: the first rows, then the figures. */
  public String text() {
    var rows = Table.of("Row", "True", "Predicted", "");
    for (int i = 0; i < Math.min(ROWS_SHOWN, evaluation.pairs().size()); i++) {
      var pair = evaluation.pairs().get(i);
      rows.row(
          i + 1,
          pair.truth(),
          pair.predicted(),
          pair.truth().equals(pair.predicted()) ? "" : "wrong");
    }
    var figures = Table.of("model", model + " version " + version)
        .row("requests", evaluation.pairs().size())
        .row("accuracy", "%.3f".formatted(evaluation.accuracy()))
        .row("latency", "p50 %.1f ms, p99 %.1f ms".formatted(millis(0.5), millis(0.99)))
        .row("burst", burstText());
    return rows + System.lineSeparator().repeat(2) + figures;
  }

  private String burstText() {
    return String.format(
        Locale.ROOT,
        "%,d requests in %.2f s: %,.0f a second",
        burst.answered(),
        burst.time().toNanos() / 1e9,
        burst.perSecond());
  }

  private double millis(double quantile) {
    int index = (int) Math.ceil(quantile * latenciesMicros.length) - 1;
    return latenciesMicros[Math.max(0, index)] / 1000.0;
  }

  /** For machines. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("model", model);
    json.put("version", version.number());
    json.put("requests", evaluation.pairs().size());
    json.put("accuracy", evaluation.accuracy());
    json.put("p50_ms", millis(0.5));
    json.put("p99_ms", millis(0.99));
    json.put("burst_requests", burst.requests());
    json.put("burst_answered", burst.answered());
    json.put("burst_per_second", burst.perSecond());
    return json;
  }
}
