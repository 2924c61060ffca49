package io.millrace.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplayBenchmarkTest {
  @Test
  void measure_decidesTheSameAgain() {
    var figures = new Figures();
    new ReplayBenchmark(5000, 20).measure(new Plan(1, Duration.ofSeconds(1)), figures, line -> {});
    assertThat(figures.figures())
        .hasEntrySatisfying("decided again", figure -> assertThat(figure.min()).isPositive())
        .hasEntrySatisfying(
            "blocks that differ", figure -> assertThat(figure.max()).isZero());
  }
}
