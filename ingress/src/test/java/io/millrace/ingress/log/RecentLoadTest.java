package io.millrace.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentLoadTest {
  private static final long MILLI = 1_000_000;

  private final RecentLoad load = new RecentLoad();

  @Test
  void fewCalls_areNotMany() {
    assertThat(load.isMany(1, 0)).isFalse();
    assertThat(load.isMany(15, 50 * MILLI)).isFalse();
  }

  @Test
  void manyCalls_areRememberedWhileFewAreUnderWay() {
    assertThat(load.isMany(32, 0)).isTrue();
    assertThat(load.isMany(1, 50 * MILLI)).isTrue();
    assertThat(load.isMany(1, 150 * MILLI)).isTrue();
  }

  @Test
  void manyCalls_areForgottenAfterAQuietTime() {
    assertThat(load.isMany(32, 0)).isTrue();
    assertThat(load.isMany(1, 150 * MILLI)).isTrue();
    assertThat(load.isMany(1, 260 * MILLI)).isFalse();
    assertThat(load.isMany(32, 300 * MILLI)).isTrue();
    assertThat(load.isMany(1, 900 * MILLI)).isFalse();
  }
}
