package io.millrace.benchmarks;

import io.millrace.benchmarks.Figures.Figure;
import io.millrace.topology.serde.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A benchmark's outcome, for people or for programs. The components' names are those of the JSON. */
record Report(
    String name,
    Machine machine,
    int rounds,
    Map<String, Figure> figures,
    Map<String, Spread> ratios) {

  static Report of(Benchmark benchmark, Plan plan, Figures figures) {
    return new Report(
        benchmark.name(), Machine.current(), plan.rounds(), figures.figures(), figures.ratios());
  }

  String json() {
    return Json.MAPPER.writeValueAsString(this);
  }

  String table() {
    int width = width();
    var text = new StringBuilder("%s: %d rounds on %s%n".formatted(name, rounds, machine));
    text.append(row(width, "", List.of("median", "min", "max"), ""));
    figures.forEach((label, figure) -> text.append(
        row(width, label, numbers(figure.median(), figure.min(), figure.max()), figure.unit())));
    ratios.forEach((label, ratio) ->
        text.append(row(width, label, numbers(ratio.median(), ratio.min(), ratio.max()), "")));
    return text.toString();
  }

  private int width() {
    int width = 1;
    for (var labels : List.of(figures.keySet(), ratios.keySet())) {
      for (var label : labels) {
        width = Math.max(width, label.length());
      }
    }
    return width;
  }

  private static List<String> numbers(double median, double min, double max) {
    return List.of(number(median), number(min), number(max));
  }

  // Three digits or more: no figure of a shared machine is worth others.
  private static String number(double value) {
    var format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String row(int width, String label, List<String> columns, String unit) {
    var row = "%-" + width + "s %12s %12s %12s  %s";
    return row.formatted(label, columns.get(0), columns.get(1), columns.get(2), unit)
            .stripTrailing()
        + System.lineSeparator();
  }
}
