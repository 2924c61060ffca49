package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.InputQuality;
import io.millrace.model.qoa.InputQuality.Column;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace quality}: how good the inputs of a model were. */
@Command(
    name = "quality",
    description = "Show how good the inputs of a model were that are watched.",
    footer = {"", "Example: millrace quality machine-health --last 1h"})
public final class QualityCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private WindowOptions windows;

  @Override
  public Integer call() {
    var answer = server.api().known(windows.model(), "quality", windows.query());
    server.out().println(server.json() ? answer : text(answer));
    return 0;
  }

  private String text(JsonNode answer) {
    var versions = new TreeMap<ModelVersion, List<InputQuality>>();
    for (var node : answer.path("windows")) {
      var window = Json.MAPPER.treeToValue(node, InputQuality.class);
      versions.computeIfAbsent(window.version(), version -> new ArrayList<>()).add(window);
    }
    if (versions.isEmpty()) {
      return answer.path("inputs").isObject()
          ? "%s: no window of inputs has closed yet".formatted(windows.model())
          : "Nothing of the inputs of %s is watched.%nMaybe: millrace models watch %s"
              .formatted(windows.model(), windows.model());
    }
    var parts = new ArrayList<String>();
    versions.forEach((version, all) -> parts.add(text(version, all)));
    return String.join("%n%n".formatted(), parts);
  }

  private String text(ModelVersion version, List<InputQuality> all) {
    boolean isExact = all.stream().allMatch(InputQuality::duplicatesExact);
    var head =
        "%s version %s: %d requests in %d window%s, %d late; %d rows looked at, %d not; %s%d repeated within their window"
            .formatted(
                windows.model(),
                version,
                sum(all, InputQuality::requests),
                all.size(),
                all.size() == 1 ? "" : "s",
                sum(all, InputQuality::late),
                sum(all, InputQuality::rows),
                sum(all, InputQuality::skipped),
                isExact ? "" : "about ",
                sum(all, InputQuality::duplicates));
    return "%s%n%n%s".formatted(head, table(all));
  }

  private static long sum(List<InputQuality> all, ToLongFunction<InputQuality> of) {
    return all.stream().mapToLong(of).sum();
  }

  private static Table table(List<InputQuality> all) {
    var columns = new LinkedHashMap<String, Column>();
    all.stream()
        .flatMap(window -> window.columns().stream())
        .forEach(column -> columns.merge(
            column.name(),
            column,
            (one, other) -> new Column(
                one.name(),
                one.valid() + other.valid(),
                one.none() + other.none(),
                one.outOfRange() + other.outOfRange())));
    var table = Table.of("column", "valid", "none", "out of range", "complete");
    columns
        .values()
        .forEach(column -> table.row(
            column.name(), column.valid(), column.none(), column.outOfRange(), complete(column)));
    return table;
  }

  private static String complete(Column column) {
    long there = column.valid() + column.outOfRange();
    long values = there + column.none();
    return values == 0 ? "" : String.format(Locale.ROOT, "%.2f %%", 100.0 * there / values);
  }
}
