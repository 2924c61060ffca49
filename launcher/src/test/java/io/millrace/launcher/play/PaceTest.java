package io.millrace.launcher.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Instant FIRST = Instant.parse("2021-12-29T11:42:15Z");

  private final AtomicLong nanos = new AtomicLong(77);

  @Test
  void turns_areAsFarApartAsTheRecords_dividedByTheSpeed() {
    var pace = new Pace(10, nanos::get);
    assertThat(pace.until(FIRST)).isZero();
    assertThat(pace.until(FIRST.plusSeconds(20))).isEqualTo(Duration.ofSeconds(2));
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(pace.until(FIRST.plusSeconds(20))).isEqualTo(Duration.ofMillis(1500));
    assertThat(pace.until(FIRST.minusSeconds(1))).isNegative();
  }

  @Test
  void speedZero_neverWaits() {
    var pace = new Pace(0, nanos::get);
    pace.until(FIRST);
    assertThat(pace.until(FIRST.plusSeconds(1_000_000))).isZero();
    assertThatThrownBy(() -> new Pace(Double.NaN, nanos::get)).hasMessageContaining("speed: NaN");
  }
}
