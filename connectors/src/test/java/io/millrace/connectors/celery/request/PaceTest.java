package io.millrace.connectors.celery.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private double load;
  private final Pace pace = new Pace(() -> load);

  private long millis(int second, int calls) {
    return TimeUnit.NANOSECONDS.toMillis(pace.nanos(second * SECOND, calls));
  }

  @Test
  void whileProcessorsAreFree_nothingWaits() {
    load = 0.5;
    assertThat(millis(1, 1000)).isZero();
    load = -1; // not known
    assertThat(millis(2, 1000)).isZero();
  }

  @Test
  void aSingleCall_neverWaits() {
    load = 1;
    assertThat(millis(1, 1)).isZero();
    assertThat(millis(2, 0)).isZero();
  }

  @Test
  void theMoreCallsOnABusyMachine_theLonger_upToALimit() {
    load = 1;
    assertThat(millis(1, 2)).isEqualTo(3);
    assertThat(millis(2, 5)).isEqualTo(12);
    assertThat(millis(3, 1000)).isEqualTo(20);
    load = 0.65;
    assertThat(millis(4, 1000)).isEqualTo(10);
  }
}
