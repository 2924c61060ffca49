package io.millrace.ingress.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WaveTest {
  private static final long MILLI = 1_000_000;

  private final Wave wave = new Wave(2 * MILLI);

  private boolean count(int requests, int underWay, long nanos) {
    boolean full = false;
    for (int i = 0; i < requests; i++) {
      full = wave.isFull(underWay, nanos);
    }
    return full;
  }

  @Test
  void nearlyAllThatAreUnderWay_fillIt() {
    assertThat(count(29, 32, 0)).isFalse();
    assertThat(count(1, 32, MILLI)).isTrue();
  }

  @Test
  void afterAFullOne_theNextBegins() {
    assertThat(count(30, 32, 0)).isTrue();
    assertThat(count(29, 32, MILLI)).isFalse();
    assertThat(count(1, 32, MILLI)).isTrue();
  }

  @Test
  void thoseThatJoinAFullOne_doNotCountTowardsTheNext() {
    assertThat(count(30, 32, 0)).isTrue();
    count(2, 32, 0);
    wave.leaves();
    assertThat(count(29, 32, MILLI)).isFalse();
    assertThat(count(1, 32, MILLI)).isTrue();
  }

  @Test
  void thoseThatHaveLeft_doNotCount() {
    assertThat(count(20, 32, 0)).isFalse();
    assertThat(count(29, 32, 3 * MILLI)).isFalse();
    assertThat(count(1, 32, 4 * MILLI)).isTrue();
  }
}
