package io.millrace.benchmarks.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
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
      assertThat(all.get("lognormal " + sketch + " merged").median()).isPositive();
      assertThat(all.get(sketch + " largest error").median()).isPositive();
    }
    assertThat(all.get("QuantileSketch largest error").median()).isLessThan(1.1);
    assertThat(all.get("Summary largest error").median()).isLessThan(1.1);
  }

  @Test
  void fewerValuesThanParts_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SketchBenchmark(199).measure(SHORT, new Figures(), line -> {}))
        .withMessage("values: 199 is below 200, one for each part");
  }
}
