package io.millrace.benchmarks.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SketchBenchmarkTest {
  private static final Plan SHORT = new Plan(1, Duration.ofMillis(1));

  @Test
  void everySketch_hasErrorsTimesAndBytes_andOursKeepsItsPromise() {
    var figures = new Figures();
    new SketchBenchmark(20_000).measure(SHORT, figures, line -> {});
    var all = figures.figures();
    for (var sketch : new String[] {"QuantileSketch", "Summary", "DDSketch", "HdrHistogram"}) {
      assertThat(all)
          .containsKeys(
              "lognormal " + sketch + " insertion",
              "Pareto(1.5) " + sketch + " error at p99.9",
              "bimodal " + sketch + " part",
              "bimodal " + sketch + " merged");
      assertThat(median(figures, "lognormal " + sketch + " merged")).isPositive();
      assertThat(median(figures, sketch + " largest error")).isPositive();
    }
    assertThat(median(figures, "QuantileSketch largest error")).isLessThan(1.1);
    assertThat(median(figures, "Summary largest error")).isLessThan(1.1);
  }

  @Test
  void fewerValuesThanParts_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SketchBenchmark(199).measure(SHORT, new Figures(), line -> {}))
        .withMessage("values: 199 is below 200, one for each part");
  }

  private static double median(Figures figures, String label) {
    return Objects.requireNonNull(figures.figures().get(label), label).median();
  }
}
