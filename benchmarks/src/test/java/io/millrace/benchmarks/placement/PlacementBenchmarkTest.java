package io.millrace.benchmarks.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementBenchmarkTest {
  @Test
  void measure_countsDecisions_ofEverySize() throws Exception {
    var figures = new Figures();
    new PlacementBenchmark(List.of(10, 50), List.of(0))
        .measure(new Plan(2, Duration.ofMillis(50)), figures, line -> {});
    assertThat(figures.figures())
        .containsOnlyKeys("10 nodes", "50 nodes")
        .hasEntrySatisfying("10 nodes", figure -> assertThat(figure.min()).isGreaterThan(100));
  }

  @Test
  void measure_throughTheLog_countsWhatIsCommitted() throws Exception {
    var figures = new Figures();
    new PlacementBenchmark(List.of(), List.of(300))
        .measure(new Plan(1, Duration.ofMillis(200)), figures, line -> {});
    assertThat(figures.figures())
        .containsOnlyKeys(
            "300 nodes, through the log",
            "300 nodes, through the log, p99",
            "without placement, p99")
        .allSatisfy((label, figure) -> assertThat(figure.min()).isPositive());
    assertThat(figures.ratios()).hasSize(1);
  }
}
