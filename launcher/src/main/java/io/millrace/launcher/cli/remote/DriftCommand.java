package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.DriftReport.Verdict;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace drift}: whether the inputs and predictions of a model are still what they were. */
@Command(
    name = "drift",
    description =
        "Show whether the inputs and predictions of a model drift, as far as they are watched.",
    footer = {"", "Example: millrace drift machine-health --last 15m"})
public final class DriftCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private WindowOptions windows;

  private record Series(long version, String column, String test) implements Comparable<Series> {
    @Override
    public int compareTo(Series other) {
      int byVersion = Long.compare(version, other.version);
      int byColumn = byVersion != 0 ? byVersion : column.compareTo(other.column);
      return byColumn != 0 ? byColumn : test.compareTo(other.test);
    }
  }

  @Override
  public Integer call() {
    var answer = server.api().known(windows.model(), "drift", windows.query());
    server.out().println(server.json() ? answer : text(answer));
    return 0;
  }

  private String text(JsonNode answer) {
    var all = new TreeMap<Series, List<DriftReport>>();
    for (var node : answer.path("reports")) {
      var report = Json.MAPPER.treeToValue(node, DriftReport.class);
      var series = new Series(report.version().number(), report.column(), report.test());
      all.computeIfAbsent(series, s -> new ArrayList<>()).add(report);
    }
    if (!all.isEmpty()) {
      return table(all).toString();
    }
    boolean isWatched = answer.path("inputs").isObject() || answer.path("drift").isObject();
    return isWatched
        ? "%s: no window has been compared yet".formatted(windows.model())
        : "Nothing of %s is watched for drift.%nMaybe: millrace models watch %s"
            .formatted(windows.model(), windows.model());
  }

  private static Table table(Map<Series, List<DriftReport>> all) {
    var table =
        Table.of("version", "column", "test", "windows", "drifted", "newest", "statistic", "p");
    all.forEach((series, reports) -> {
      var newest = reports.get(reports.size() - 1);
      table.row(
          series.version(),
          series.column(),
          series.test(),
          reports.size(),
          reports.stream().filter(report -> report.verdict() == Verdict.DRIFT).count(),
          newest.verdict().name().toLowerCase(Locale.ROOT),
          number(newest.statistic()),
          number(newest.pValue()));
    });
    return table;
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.4g", value);
  }
}
