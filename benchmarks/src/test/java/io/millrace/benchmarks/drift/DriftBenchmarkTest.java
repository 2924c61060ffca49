package io.millrace.benchmarks.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.Figures;
import io.millrace.benchmarks.Plan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftBenchmarkTest {

  private static Figures figures() {
    var figures = new Figures();
    new DriftBenchmark(List.of(50, 200), 100)
        .measure(new Plan(1, Duration.ofSeconds(1)), figures, line -> {});
    return figures;
  }

  @ParameterizedTest
  @ValueSource(strings = {"psi", "kolmogorov-smirnov", "jensen-shannon", "chi-square", "adwin"})
  void measure_tellsFalseAlarmsAndWhatIsFound(String test) {
    var all = figures().figures();
    for (int size : new int[] {50, 200}) {
      assertThat(all)
          .hasEntrySatisfying(
              "%s n=%d false alarms".formatted(test, size),
              figure -> assertThat(figure.max()).isLessThanOrEqualTo(5));
    }
    assertThat(all)
        .hasEntrySatisfying(
            test + " n=1000 found", figure -> assertThat(figure.min()).isGreaterThan(90));
  }

  @Test
  void measure_repeatsItself() {
    assertThat(figures().figures()).isEqualTo(figures().figures());
  }
}
