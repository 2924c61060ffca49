package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The newest window of each series of an application. */
final class WatchTable {
  private static final MathContext DIGITS = new MathContext(5);
  private static final Comparator<Series> ORDER = Comparator.comparing(Series::stage)
      .thenComparing(Series::metric)
      .thenComparing(Series::instance)
      .thenComparing(Series::kind)
      .thenComparing(Series::length);

  private final String application;
  private final int rows;
  private final Map<Series, JsonNode> newest = new TreeMap<>(ORDER);

  /** @param length of its windows; windows by count and sessions have one row for all lengths */
  private record Series(
      String stage, String metric, String instance, String kind, Duration length) {
    static Series of(JsonNode window) {
      var kind = text(window, "kind");
      var start = Instant.parse(text(window, "start"));
      boolean isOfOneLength = kind.equals("TUMBLING") || kind.equals("HOPPING");
      return new Series(
          name(window, "stage"),
          text(window, "metric"),
          name(window, "instance"),
          kind,
          isOfOneLength
              ? Duration.between(start, Instant.parse(text(window, "end")))
              : Duration.ZERO);
    }
  }

  WatchTable(String application, int rows) {
    this.application = application;
    this.rows = rows;
  }

  /** Shows the window if none of its series is newer. */
  void put(JsonNode window) {
    newest.merge(Series.of(window), window, WatchTable::newer);
  }

  private static JsonNode newer(JsonNode shown, JsonNode next) {
    return Instant.parse(text(next, "start")).isBefore(Instant.parse(text(shown, "start")))
        ? shown
        : next;
  }

  List<JsonNode> newest() {
    return List.copyOf(newest.values());
  }

  @Override
  public String toString() {
    var table = Table.of(
        "stage",
        "metric",
        "instance",
        "window",
        "count",
        "mean",
        "p50",
        "p95",
        "p99",
        "max",
        "late",
        "missing");
    newest.values().stream()
        .limit(rows)
        .forEach(window -> table.row(
            name(window, "stage"),
            text(window, "metric"),
            name(window, "instance"),
            span(window),
            text(window, "count"),
            number(window, "mean"),
            number(window, "p50"),
            number(window, "p95"),
            number(window, "p99"),
            number(window, "max"),
            text(window, "late"),
            text(window, "missing")));
    int more = newest.size() - rows;
    return "%s: %d series%n%n%s%s"
        .formatted(
            application,
            newest.size(),
            newest.isEmpty() ? "No window has closed yet." : table,
            more > 0 ? "%n... and %d more".formatted(more) : "");
  }

  /** One window in one line. */
  static String line(JsonNode window) {
    return "%s %s/%s/%s count=%s mean=%s p50=%s p95=%s p99=%s max=%s late=%s missing=%s%s"
        .formatted(
            span(window),
            name(window, "stage"),
            name(window, "instance"),
            text(window, "metric"),
            text(window, "count"),
            number(window, "mean"),
            number(window, "p50"),
            number(window, "p95"),
            number(window, "p99"),
            number(window, "max"),
            text(window, "late"),
            text(window, "missing"),
            text(window, "finality").equals("FINAL") ? "" : " provisional");
  }

  /** For example {@code 2026-03-01T12:00:00Z+60s}. */
  private static String span(JsonNode window) {
    var start = Instant.parse(text(window, "start"));
    double seconds = Duration.between(start, Instant.parse(text(window, "end"))).toMillis() / 1e3;
    return start + "+" + plain(seconds) + "s";
  }

  private static String number(JsonNode window, String field) {
    var value = window.path(field);
    return value.isNumber() ? plain(value.asDouble()) : "-";
  }

  private static String plain(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  // What is rolled up has no name.
  private static String name(JsonNode window, String field) {
    return window.path(field).isString() ? window.path(field).asString() : "*";
  }

  private static String text(JsonNode window, String field) {
    return window.path(field).asString();
  }
}
