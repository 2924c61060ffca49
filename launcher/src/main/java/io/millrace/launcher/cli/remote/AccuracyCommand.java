package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.ClassTally.Cell;
import io.millrace.topology.serde.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace accuracy}: how right a model or an application was, as far as the truth is known. */
@Command(
    name = "accuracy",
    description =
        "Show how right a model, or what an application reported, was, as far as the truth has been told.",
    footer = {
      "",
      "Examples: millrace accuracy machine-health --last 1h",
      "          millrace accuracy --app cctv --stage ensemble"
    })
public final class AccuracyCommand implements Callable<Integer> {
  private static final String OTHER = "(other)";

  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      converter = Converters.Name.class,
      description = "The model's name.")
  private @Nullable ModelName model;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "In place of a model: the application that has reported the answers.")
  private @Nullable String application;

  @Option(
      names = "--stage",
      paramLabel = "NAME",
      description = "The stage of the application (default: all).")
  private @Nullable String stage;

  @Option(
      names = "--version",
      paramLabel = "V",
      converter = Converters.Version.class,
      description = "The version to show (default: all).")
  private @Nullable ModelVersion version;

  @Option(
      names = "--last",
      paramLabel = "TIME",
      description =
          "Only the windows of the last 15m, 24h, ... (default: all that are remembered).")
  private @Nullable String last;

  @Override
  public Integer call() {
    var answer = ask();
    server.out().println(server.json() ? answer : text(answer));
    return 0;
  }

  private JsonNode ask() {
    if (model != null && application == null && stage == null) {
      return server.api().known(model, "accuracy", query());
    }
    if (model == null && application != null && version == null) {
      return server.api().accuracyOf(application, query());
    }
    throw server.wrongCall("MODEL (with --version) or --app (with --stage) says whose accuracy");
  }

  private String query() {
    var parts = new ArrayList<String>();
    if (version != null) {
      parts.add("version=" + version);
    }
    if (stage != null) {
      parts.add("stage=" + URLEncoder.encode(stage, StandardCharsets.UTF_8));
    }
    if (last != null) {
      parts.add("last=" + URLEncoder.encode(last, StandardCharsets.UTF_8));
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private String text(JsonNode answer) {
    var parts = new ArrayList<String>();
    for (var one : answer.path(model == null ? "stages" : "versions")) {
      var total = Json.MAPPER.treeToValue(one.path("total"), AccuracyResult.class);
      parts.add(text(total, one.path("windows").size()));
    }
    if (!parts.isEmpty()) {
      return String.join("%n%n".formatted(), parts);
    }
    return answer.path("feedback").isObject()
        ? "%s: no prediction has been counted yet".formatted(model == null ? application : model)
        : "%s declares no feedback.%nMaybe push it with --feedback 24h"
            .formatted(model == null ? application : model);
  }

  private static String text(AccuracyResult total, int windows) {
    var parts = new ArrayList<String>();
    parts.add("%s: %d predictions, the truth of %d is known; %s, %d window%s"
        .formatted(
            total.application() == null
                ? "%s version %s".formatted(total.model(), total.version())
                : "%s stage %s".formatted(total.application(), total.model()),
            total.predictions(),
            total.known(),
            total.finality().name().toLowerCase(Locale.ROOT),
            windows,
            windows == 1 ? "" : "s"));
    if (!total.metrics().isEmpty()) {
      parts.add(total.metrics().entrySet().stream()
          .map(metric ->
              String.format(Locale.ROOT, "%-18s  %.6f", metric.getKey(), metric.getValue()))
          .collect(Collectors.joining(System.lineSeparator())));
    }
    if (total.classes().count() > 0) {
      parts.add(confusion(total));
    }
    return String.join("%n%n".formatted(), parts);
  }

  private static String confusion(AccuracyResult total) {
    var cells = total.classes().confusion();
    var labels = new ArrayList<@Nullable String>(total.classes().labels());
    if (cells.stream().anyMatch(cell -> cell.truth() == null || cell.predicted() == null)) {
      labels.add(null);
    }
    var header = new ArrayList<>(List.of("true \\ predicted"));
    labels.forEach(label -> header.add(name(label)));
    var table = new Table(header);
    for (var truth : labels) {
      var row = new ArrayList<>(List.of(name(truth)));
      labels.forEach(predicted -> row.add(String.valueOf(count(truth, predicted, cells))));
      table.row(row);
    }
    return table.toString();
  }

  private static String name(@Nullable String label) {
    return label == null ? OTHER : label;
  }

  private static long count(@Nullable String truth, @Nullable String predicted, List<Cell> cells) {
    return cells.stream()
        .filter(cell ->
            Objects.equals(cell.truth(), truth) && Objects.equals(cell.predicted(), predicted))
        .mapToLong(Cell::count)
        .sum();
  }
}
