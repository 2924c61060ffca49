package io.millrace.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ingress.log.RecentLoad.Level;
import org.junit.jupiter.api.Test;

class RecentLoadTest {
  private static final long MILLI = 1_000_000;

  private final RecentLoad load = new RecentLoad();

  @Test
  void fewCalls_areNotMany() {
    assertThat(load.of(1, 0)).isEqualTo(Level.FEW);
    assertThat(load.of(15, 50 * MILLI)).isEqualTo(Level.FEW);
  }

  @Test
  void veryManyCalls_areToldFromMany() {
    assertThat(load.of(63, 0)).isEqualTo(Level.MANY);
    assertThat(load.of(64, MILLI)).isEqualTo(Level.VERY_MANY);
    assertThat(load.of(20, 50 * MILLI)).isEqualTo(Level.VERY_MANY);
  }

  @Test
  void manyCalls_areRememberedWhileFewAreUnderWay() {
    assertThat(load.of(32, 0)).isEqualTo(Level.MANY);
    assertThat(load.of(1, 50 * MILLI)).isEqualTo(Level.MANY);
    assertThat(load.of(1, 150 * MILLI)).isEqualTo(Level.MANY);
  }

  @Test
  void manyCalls_areForgottenAfterAQuietTime() {
    assertThat(load.of(32, 0)).isEqualTo(Level.MANY);
    assertThat(load.of(1, 150 * MILLI)).isEqualTo(Level.MANY);
    assertThat(load.of(1, 260 * MILLI)).isEqualTo(Level.FEW);
    assertThat(load.of(32, 300 * MILLI)).isEqualTo(Level.MANY);
    assertThat(load.of(1, 900 * MILLI)).isEqualTo(Level.FEW);
  }
}
