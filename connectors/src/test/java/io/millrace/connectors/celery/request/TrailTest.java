package io.millrace.connectors.celery.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TrailTest {
  private final Trail trail = new Trail(100, Map.of(0, 1L));

  @Test
  void untilItIsOldEnough_theStartCounts() {
    assertThat(trail.step(1000, Map.of(0, 10L))).isEqualTo(Map.of(0, 1L));
    assertThat(trail.step(1099, Map.of(0, 20L))).isEqualTo(Map.of(0, 1L));
  }

  @Test
  void theNewestThatIsOldEnough_counts() {
    trail.step(1000, Map.of(0, 10L));
    trail.step(1050, Map.of(0, 20L));
    trail.step(1090, Map.of(0, 30L));
    assertThat(trail.step(1150, Map.of(0, 40L))).isEqualTo(Map.of(0, 20L));
    assertThat(trail.step(1189, Map.of(0, 50L))).isEqualTo(Map.of(0, 20L));
    assertThat(trail.step(1190, Map.of(0, 60L))).isEqualTo(Map.of(0, 30L));
  }
}
