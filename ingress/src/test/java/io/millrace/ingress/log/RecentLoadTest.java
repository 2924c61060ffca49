package io.millrace.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentLoadTest {
  private static final long MILLI = 1_000_000;

  private final RecentLoad load = new RecentLoad();

  @Test
  void theMostThereWere_count() {
    assertThat(load.most(1, 0)).isEqualTo(1);
    assertThat(load.most(15, 50 * MILLI)).isEqualTo(15);
    assertThat(load.most(3, 60 * MILLI)).isEqualTo(15);
  }

  @Test
  void manyCalls_areRememberedWhileFewAreUnderWay() {
    assertThat(load.most(32, 0)).isEqualTo(32);
    assertThat(load.most(1, 50 * MILLI)).isEqualTo(32);
    assertThat(load.most(1, 150 * MILLI)).isEqualTo(32);
  }

  @Test
  void manyCalls_areForgottenAfterAQuietTime() {
    assertThat(load.most(32, 0)).isEqualTo(32);
    assertThat(load.most(1, 150 * MILLI)).isEqualTo(32);
    assertThat(load.most(1, 260 * MILLI)).isEqualTo(1);
    assertThat(load.most(32, 300 * MILLI)).isEqualTo(32);
    assertThat(load.most(1, 900 * MILLI)).isEqualTo(1);
  }
}
