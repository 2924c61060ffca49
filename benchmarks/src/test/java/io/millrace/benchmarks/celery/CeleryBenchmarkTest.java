package io.millrace.benchmarks.celery;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CeleryBenchmarkTest {
  @Test
  void everyCall_isAnswered() throws Exception {
    var figures = new Figures();
    new CeleryBenchmark(true).measure(new Plan(1, Duration.ofSeconds(1)), figures, line -> {});

    assertThat(figures.figures())
        .hasEntrySatisfying(
            "millrace, fast client", figure -> assertThat(figure.median()).isPositive())
        .hasEntrySatisfying(
            "millrace, fast client failures", figure -> assertThat(figure.max()).isZero());
  }
}
