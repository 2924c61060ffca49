package io.millrace.metrics.application;

import io.millrace.metrics.anomaly.Finding;
import io.millrace.metrics.anomaly.FunctionResult;
import io.millrace.metrics.anomaly.MetricFunctions;
import io.millrace.metrics.anomaly.WindowFunction;
import io.millrace.metrics.anomaly.WindowValues;
import io.millrace.model.application.FunctionFindings;
import io.millrace.model.application.StreamConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One function of an observed application, as it looks at windows. Whatever goes wrong is in what it finds. */
final class WindowLook {
  private final String application;
  private final StreamConfig.Function function;
  private final WindowFunction configured;
  private final int mostFindings;

  WindowLook(
      String application,
      StreamConfig.Function function,
      MetricFunctions functions,
      int mostFindings) {
    this.application = application;
    this.function = function;
    this.configured = configured(function, functions);
    this.mostFindings = mostFindings;
  }

  // The registry has seen to it that the function is there; but this process may lack its jar.
  private static WindowFunction configured(
      StreamConfig.Function function, MetricFunctions functions) {
    try {
      return functions.configure(function.name(), function.settings());
    } catch (IllegalArgumentException e) {
      var failed = FunctionResult.failed(String.valueOf(e.getMessage()));
      return values -> failed;
    }
  }

  private record Line(long time, String source, double[] values) {}

  FunctionFindings at(FeatureSet features, FeatureWindows.Cut cut) {
    var lines = lines(features, cut.rows());
    var values = new WindowValues(
        features.names(),
        lines.stream()
            .map(line -> new WindowValues.Row(line.source(), line.values()))
            .toList());
    var result = configured.apply(values);
    var shown = result.findings().stream()
        .limit(mostFindings)
        .map(finding -> finding(finding, features, lines))
        .toList();
    return new FunctionFindings(
        application,
        name(),
        features.names(),
        Instant.ofEpochMilli(cut.start()),
        Instant.ofEpochMilli(cut.end()),
        lines.size(),
        cut.leftOut(),
        cut.late(),
        result.figures(),
        shown,
        (long) result.findings().size() - shown.size(),
        result.errors(),
        result.firstError());
  }

  private String name() {
    return function.isOfDifferences() ? function.name() + " of differences" : function.name();
  }

  private List<Line> lines(FeatureSet features, List<FeatureRow> rows) {
    var lines = rows.stream()
        .map(row -> new Line(row.time(), row.source(), row.values(features)))
        .toList();
    return function.isOfDifferences() ? differences(lines) : lines;
  }

  private static List<Line> differences(List<Line> lines) {
    var before = new HashMap<String, double[]>();
    var differences = new ArrayList<Line>();
    for (var line : lines) {
      var last = before.put(line.source(), line.values());
      if (last != null) {
        var change = new double[last.length];
        for (int i = 0; i < last.length; i++) {
          change[i] = line.values()[i] - last[i];
        }
        differences.add(new Line(line.time(), line.source(), change));
      }
    }
    return differences;
  }

  private static FunctionFindings.Finding finding(
      Finding found, FeatureSet features, List<Line> lines) {
    var row = found.row();
    var line = row == null || row < 0 || row >= lines.size() ? null : lines.get(row);
    return new FunctionFindings.Finding(
        found.what(),
        found.source(),
        line == null ? null : Instant.ofEpochMilli(line.time()),
        values(features, line),
        found.score());
  }

  private static Map<String, Double> values(FeatureSet features, @Nullable Line line) {
    var values = new LinkedHashMap<String, Double>();
    if (line != null) {
      for (int i = 0; i < line.values().length; i++) {
        if (Double.isFinite(line.values()[i])) {
          values.put(features.names().get(i), line.values()[i]);
        }
      }
    }
    return values;
  }
}
