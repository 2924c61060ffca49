package io.millrace.benchmarks.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void quantiles_areValuesThatWereMeasured() {
    for (int i = 100; i > 0; i--) {
      latencies.add(i * 1_000_000L);
    }
    assertThat(latencies.count()).isEqualTo(100);
    assertThat(latencies.quantile(0.5)).isEqualTo(50);
    assertThat(latencies.quantile(0.9)).isEqualTo(90);
    assertThat(latencies.quantile(0.99)).isEqualTo(99);
  }

  @Test
  void manyValues_areAllKept() {
    for (int i = 0; i < 100_000; i++) {
      latencies.add(i);
    }
    assertThat(latencies.count()).isEqualTo(100_000);
    assertThat(latencies.quantile(1)).isEqualTo(0.099999);
  }

  @Test
  void nothing_hasNoQuantile() {
    assertThat(latencies.quantile(0.5)).isNaN();
  }
}
