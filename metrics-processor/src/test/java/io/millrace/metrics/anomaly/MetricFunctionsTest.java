package io.millrace.metrics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.metrics.anomaly.WindowValues.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricFunctionsTest {
  private static final MetricFunctions ALL = MetricFunctions.load();

  private static WindowValues values(double... times) {
    var rows = new ArrayList<Row>();
    for (double time : times) {
      rows.add(new Row("cam-1", new double[] {time}));
    }
    return new WindowValues(List.of("time"), rows);
  }

  /** Rows of a cloud, of which every hundredth lies far off. */
  private static WindowValues cloud(int size, long seed, boolean hasOutliers) {
    var random = new Random(seed);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < size; i++) {
      double shift = hasOutliers && i % 100 == 50 ? 12 : 0;
      rows.add(new Row(
          "s" + i % 3, new double[] {random.nextGaussian() + shift, 1000 * random.nextGaussian()}));
    }
    return new WindowValues(List.of("a", "b"), rows);
  }

  @Test
  void builtIn_areFound() {
    assertThat(ALL.names())
        .containsExactly(
            "expression",
            "isolation-forest",
            "local-outlier-factor",
            "source-differences",
            "statistics");
  }

  @Test
  void wrongConfiguration_isRefusedByName() {
    assertThatThrownBy(() -> ALL.configure("lof", Map.of()))
        .hasMessageStartingWith("no function \"lof\"; there are [expression,");
    assertThatThrownBy(() -> ALL.configure("local-outlier-factor", Map.of("neighbors", 3)))
        .hasMessageContaining("unknown setting \"neighbors\"; there are [most-rows, neighbours,");
    assertThatThrownBy(() -> ALL.configure("local-outlier-factor", Map.of("neighbours", 2.5)))
        .hasMessageContaining("neighbours: 2.5 is not a whole number from 1");
    assertThatThrownBy(() -> ALL.configure("isolation-forest", Map.of("threshold", "high")))
        .hasMessageContaining("threshold: high is not a positive number");
    assertThatThrownBy(() -> ALL.configure("expression", Map.of("expressions", List.of())))
        .hasMessageContaining("is not an object");
    var function = new StatisticsFunction();
    assertThatThrownBy(() -> MetricFunctions.of(List.of(function, function)))
        .hasMessageContaining("two functions are named \"statistics\"");
  }

  @Test
  void functionThatThrows_isCountedAndSaid() {
    var failing = new MetricFunction() {
      @Override
      public String name() {
        return "failing";
      }

      @Override
      public WindowFunction configure(Settings settings) {
        return values -> {
          throw new IllegalStateException("out of order");
        };
      }
    };
    var result =
        MetricFunctions.of(List.of(failing)).configure("failing", Map.of()).apply(values(1));
    assertThat(result.errors()).isEqualTo(1);
    assertThat(result.firstError()).contains("\"failing\"", "out of order");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"isolation-forest", "local-outlier-factor", "source-differences", "statistics"})
  void everyFunction_takesEmptyAndOddWindows(String name) {
    var function = ALL.configure(name, Map.of());
    double none = Double.NaN;
    for (var window : List.of(
        values(),
        values(1),
        values(none, none),
        values(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        values(1e308, -1e308, 1e308, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        new WindowValues(List.of(), List.of(new Row("a", new double[0]))))) {
      var result = function.apply(window);
      assertThat(result.errors()).as(String.valueOf(result.firstError())).isZero();
      assertThat(result.figures().values())
          .allSatisfy(value -> assertThat(value).isFinite());
    }
  }

  @Test
  void statistics_areOfFiniteValues() {
    var result = ALL.configure("statistics", Map.of()).apply(values(4, 1, Double.NaN, 3, 2));
    assertThat(result.figures())
        .containsEntry("time.count", 4.0)
        .containsEntry("time.sum", 10.0)
        .containsEntry("time.mean", 2.5)
        .containsEntry("time.min", 1.0)
        .containsEntry("time.max", 4.0)
        .containsEntry("time.p50", 2.5);
    assertThat(result.figures().get("time.deviation")).isCloseTo(Math.sqrt(5 / 3.0), within(1e-12));
  }

  @Test
  void localOutlierFactors_areThoseOfTheDefinition() {
    double[][] points = {{0, 0}, {1, 0}, {0, 1}, {1, 1}, {0.5, 0.5}, {8, 8}, {0.2, 0.7}, {1.5, 0.3}
    };
    // by a plain pass over the definition in NumPy
    double[] expected = {
      0.8950525765,
      1.0220852327,
      0.9307208898,
      0.932011037,
      1.0428014482,
      11.2257775612,
      1.0719086641,
      1.075869119
    };
    assertThat(LocalOutlierFactorFunction.scores(points, 3))
        .containsExactly(expected, within(1e-8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"isolation-forest", "local-outlier-factor"})
  void outliers_areFoundWithTheHighestScoresAndFewOthersAre(String name) {
    var function = ALL.configure(name, Map.of());
    for (long seed = 0; seed < 5; seed++) {
      var findings = function.apply(cloud(400, seed, true)).findings();
      assertThat(findings.stream()
              .sorted(Comparator.comparingDouble(Finding::score).reversed())
              .limit(4)
              .map(Finding::row))
          .containsExactlyInAnyOrder(50, 150, 250, 350);
      // of the others, and of a window without outliers, 2 % at most
      assertThat(findings).hasSizeLessThanOrEqualTo(4 + 8);
      assertThat(function.apply(cloud(400, seed, false)).findings()).hasSizeLessThanOrEqualTo(8);
      assertThat(function.apply(cloud(400, seed, true)).findings()).isEqualTo(findings);
    }
  }

  @Test
  void rowsBeyondTheMost_areLeftOutAndSaid() {
    var function = ALL.configure("local-outlier-factor", Map.of("most-rows", 100));
    var result = function.apply(cloud(400, 1, true));
    assertThat(result.figures()).containsEntry("rows_left_out", 300.0).containsEntry("rows", 100.0);
    assertThat(result.findings()).extracting(Finding::row).contains(350);
  }

  @Test
  void sourceThatDiffers_isFound() {
    var random = new Random(1);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 300; i++) {
      double slower = i % 3 == 2 ? 0.8 : 0;
      rows.add(new Row("cam-" + i % 3, new double[] {random.nextGaussian() + slower}));
    }
    var result = ALL.configure("source-differences", Map.of())
        .apply(new WindowValues(List.of("time"), rows));
    assertThat(result.findings()).extracting(Finding::source).contains("cam-2");
    assertThat(result.figures().get("time.cam-2.difference")).isCloseTo(0.8, within(0.3));
  }

  @Test
  void sourcesThatDoNotDiffer_areFoundAtMostAtTheRate() {
    var function = ALL.configure("source-differences", Map.of("false-alarm-rate", 0.05));
    int alarms = 0;
    for (int seed = 0; seed < 500; seed++) {
      alarms += function.apply(cloud(60, seed, false)).findings().isEmpty() ? 0 : 1;
    }
    assertThat(alarms).isLessThanOrEqualTo(40); // 25 expected, and three deviations
  }

  private static WindowFunction expressions(String... named) {
    var expressions = new TreeMap<String, String>();
    for (int i = 0; i < named.length; i += 2) {
      expressions.put(named[i], named[i + 1]);
    }
    return ALL.configure("expression", Map.of("expressions", expressions));
  }

  @Test
  void expressions_giveFiguresAndFindings() {
    var result = expressions(
            "slow", "stats.time.mean > 2",
            "quick", "stats.time.mean < 2",
            "spread", "stats.time.max - stats.time.min",
            "many", "count * 2",
            "outside", "values.time.filter(v, v > 3.5).size()",
            "camera", "'cam-1' in sources && sources['cam-1'].time.count == 4.0")
        .apply(values(1, 2, 3, 4));
    assertThat(result.errors()).isZero();
    assertThat(result.figures())
        .containsEntry("slow", 1.0)
        .containsEntry("quick", 0.0)
        .containsEntry("spread", 3.0)
        .containsEntry("many", 8.0)
        .containsEntry("outside", 1.0);
    assertThat(result.findings()).extracting(Finding::what).containsExactly("camera", "slow");
  }

  @Test
  void wrongExpressions_areRefusedWithTheirPosition() {
    assertThatThrownBy(() -> expressions("x", "stats.time.mean >\n  limit"))
        .hasMessageContaining(
            "expression \"x\": line 2, column 3: undeclared reference to 'limit'");
    assertThatThrownBy(() -> expressions("x", "count >"))
        .hasMessageContaining("expression \"x\": line 1, column 8: ");
    assertThatThrownBy(() -> expressions("x", "count + 'a'"))
        .hasMessageContaining("line 1, column 7: ");
    assertThatThrownBy(() -> expressions("x", "'text'"))
        .hasMessageContaining("gives string, not a bool, double or int");
    assertThatThrownBy(() -> expressions()).hasMessageContaining("there are none");
  }

  @Test
  void failingExpression_isCountedAndSpoilsNoOther() {
    var result = expressions(
            "absent", "stats.speed.mean > 2",
            "zero", "count / 0 > 1",
            "endless",
                "values.time.all(a, values.time.all(b, values.time.all(c, a + b + c > -1.0)))",
            "nothing", "stats.time.mean / 0.0",
            "right", "count > 2")
        .apply(values(new Random(1).doubles(1000).toArray()));
    assertThat(result.errors()).isEqualTo(4);
    assertThat(result.firstError()).contains("\"absent\"", "speed");
    assertThat(result.figures()).containsOnlyKeys("right");
  }
}
