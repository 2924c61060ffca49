package io.millrace.ingress.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.InvalidRequestException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
  private static final Duration MOST = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({
    "250000,PT0.25S",
    "250us,PT0.00025S",
    "250ms,PT0.25S",
    "2s,PT2S",
    "1m,PT30S",
    "0,PT30S"
  })
  void header_isTakenInItsUnit(String header, Duration expected) {
    assertThat(Deadline.of(MOST, header, Map.of())).isEqualTo(expected);
  }

  @Test
  void leastOfAll_wins() {
    assertThat(Deadline.of(MOST, "2s", Map.of("timeout", 1_000_000L)))
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(Deadline.of(MOST, "1s", Map.of("timeout", 2_000_000L)))
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(Deadline.of(MOST, null, Map.of())).isEqualTo(MOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "5h", "99999999999999999999"})
  void otherHeaders_areRefused(String header) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Deadline.of(MOST, header, Map.of()));
  }

  @Test
  void fractionalParameter_isRefused() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Deadline.of(MOST, null, Map.of("timeout", 1.5)))
        .withMessageContaining("1.5");
  }
}
