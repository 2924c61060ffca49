package io.millrace.benchmarks.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlertBenchmarkTest {
  @Test
  void everyViolationIsSeen_andItsTimeIsMeasured() throws Exception {
    var figures = new Figures();
    new AlertBenchmark(Duration.ofSeconds(1))
        .measure(new Plan(1, Duration.ofSeconds(1)), figures, line -> {});
    var all = figures.figures();
    assertThat(all).containsKeys("value to violation p50", "value to violation p99");
    assertThat(all)
        .hasEntrySatisfying(
            "episodes", episodes -> assertThat(episodes.min()).isGreaterThanOrEqualTo(8));
    assertThat(all)
        .hasEntrySatisfying(
            "value to violation p50", figure -> assertThat(figure.min()).isBetween(0.5, 10_000.0));
  }
}
