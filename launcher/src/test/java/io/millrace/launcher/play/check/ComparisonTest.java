package io.millrace.launcher.play.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.launcher.play.Mapping;
import io.millrace.launcher.play.Row;
import io.millrace.launcher.play.Times;
import io.millrace.model.qoa.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Mapping MAPPING = new Mapping(
      "cctv",
      new Mapping.Name(null, "stage"),
      Mapping.Name.UNKNOWN,
      new Mapping.TimeColumn("time", Times.of("auto")),
      null,
      List.of(new Mapping.Metric("response_time", "seconds")),
      null,
      null,
      null,
      false);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Row row(long line, String stage, String seconds, String time) {
    return new Row("f.csv", line, Map.of("stage", stage, "seconds", seconds, "time", time));
  }

  private static SortedMap<WindowKey, Figures> offline(List<Row> rows) {
    return new OfflinePass(MAPPING, Duration.ofSeconds(60))
        .read(rows.iterator())
        .figures();
  }

  private static WindowKey window(String stage, int minute) {
    return new WindowKey(stage, "response_time", NOON.plusSeconds(60L * minute));
  }

  @Test
  void pass_cutsByTime_andCountsWhatIsNoNumber() {
    var figures = offline(List.of(
        row(1, "detect", "1", "2026-03-01T12:00:00Z"),
        row(2, "detect", "3", "2026-03-01T12:00:59.999999Z"),
        row(3, "detect", "nan", "2026-03-01T12:00:30Z"),
        row(4, "detect", "oops", "2026-03-01T12:00:30Z"),
        row(5, "detect", "7", "2026-03-01T12:01:00Z"),
        row(6, "track", "", "2026-03-01T12:00:00Z"),
        row(7, "track", "inf", "2026-03-01T12:00:00Z")));
    assertThat(figures.keySet())
        .containsExactly(window("detect", 0), window("detect", 1), window("track", 0));
    assertThat(figures.get(window("detect", 0)))
        .isEqualTo(new Figures(
            2,
            1,
            0,
            new LinkedHashMap<>(Map.of(
                "mean", 2., "min", 1., "max", 3., "p50", 1., "p90", 1., "p95", 1., "p99", 1.,
                "p99.9", 1.))));
    assertThat(figures.get(window("track", 0))).isEqualTo(new Figures(0, 1, 0, Map.of()));
  }

  /** The mean of these is 0.1 to the last bit only if it is not summed in doubles. */
  @Test
  void pass_sumsWithoutError() {
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 1000; i++) {
      rows.add(row(i, "detect", "0.1", "2026-03-01T12:00:00Z"));
    }
    assertThat(Objects.requireNonNull(offline(rows).get(window("detect", 0))).number("mean"))
        .isEqualTo(0.1);
    assertThat(rows.stream().mapToDouble(row -> 0.1).reduce(0, Double::sum) / 1000)
        .isNotEqualTo(0.1);
  }

  /** What the server counts with, beside the offline pass, on the same random values. */
  @Test
  void whatTheServerCounts_agrees() {
    var random = new Random(5);
    var rows = new ArrayList<Row>();
    var server = new HashMap<WindowKey, Summary>();
    for (int i = 0; i < 5000; i++) {
      var stage = random.nextBoolean() ? "detect" : "track";
      double value = Math.exp(2 * random.nextGaussian());
      long millis = random.nextInt(300_000);
      rows.add(row(i, stage, String.valueOf(value), NOON.plusMillis(millis).toString()));
      server
          .computeIfAbsent(window(stage, (int) (millis / 60_000)), k -> new Summary())
          .add(value);
    }
    var theirs = new TreeMap<WindowKey, Figures>();
    server.forEach((key, summary) -> theirs.put(key, figures(summary)));
    var comparison = new Comparison(offline(rows), theirs);
    assertThat(comparison.text())
        .startsWith("10 windows with 5000 values, of which the server has closed 10: ");
    assertThat(comparison.agrees()).isTrue();
    assertThat((Double) comparison.json().get("greatest_quantile_error"))
        .isCloseTo(0.0105, within(0.0005));
  }

  private static Figures figures(Summary summary) {
    var numbers = new LinkedHashMap<String, Double>();
    numbers.put("mean", summary.mean());
    numbers.put("min", summary.min());
    numbers.put("max", summary.max());
    Figures.QUANTILES.forEach((name, q) -> numbers.put(name, summary.quantile(q)));
    return new Figures(summary.count(), 0, 0, numbers);
  }

  private static Comparison against(Figures server) {
    return new Comparison(
        new TreeMap<>(Map.of(window("detect", 0), with("p50", 2))),
        new TreeMap<>(Map.of(window("detect", 0), server)));
  }

  private static Figures with(String name, double value) {
    var right = figures(Summary.of(1, 2, 4));
    var numbers = new LinkedHashMap<>(right.numbers());
    numbers.put(name, value);
    return new Figures(right.count(), right.missing(), right.late(), numbers);
  }

  @Test
  void tolerances_areAsStated() {
    double mean = 7 / 3.;
    assertThat(against(with("mean", mean * (1 + 5e-13))).agrees()).isTrue();
    assertThat(against(with("mean", mean * (1 + 5e-12))).agrees()).isFalse();
    assertThat(against(with("max", Math.nextUp(4.))).agrees()).isFalse();
    assertThat(against(with("p50", 2 * 1.0109)).agrees()).isTrue();
    assertThat(against(with("p50", 2 * 1.0111)).agrees()).isFalse();
    assertThat(against(with("p50", 2 * 0.988)).agrees()).isFalse();
  }

  @Test
  void differences_areATable_withAdvice() {
    var server = with("min", 1);
    var late = against(new Figures(2, 0, 1, server.numbers()));
    assertThat(late.agrees()).isFalse();
    assertThat(late.text())
        .contains("2 differences", "figure  offline  server", "count         3       2")
        .contains("1 values came too late for their windows", "--sort");
    var open = new Comparison(
        new TreeMap<>(Map.of(window("detect", 0), figures(Summary.of(1)))), new TreeMap<>());
    assertThat(open.text()).contains("closed window        1  -", "wait longer");
    assertThat(open.json()).containsEntry("closed", 0).containsEntry("agrees", false);
  }
}
