package io.millrace.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpBenchmarkTest {

  @Test
  void measure_answersEveryCallAndGivesTheRatios() throws Exception {
    var figures = new Figures();
    new HttpBenchmark(Duration.ofSeconds(1), 100)
        .measure(new Plan(1, Duration.ofMillis(500)), figures, line -> {});
    var all = figures.figures();
    assertThat(all).containsKeys("infer at 1", "echo at 32", "infer at 128 p99", "infer open loop");
    assertThat(all)
        .hasEntrySatisfying("infer at 128", figure -> assertThat(figure.min()).isPositive());
    assertThat(all)
        .hasEntrySatisfying("infer at 128 errors", figure -> assertThat(figure.max()).isZero());
    assertThat(all)
        .hasEntrySatisfying("infer open loop errors", figure -> assertThat(figure.max()).isZero());
    assertThat(figures.ratios())
        .containsKeys(
            "infer/echo at 1", "infer/echo at 32", "infer/bound at 32", "infer/echo at 128");
  }
}
