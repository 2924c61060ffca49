package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoInstantTest {
  private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  static Stream<Instant> instants() {
    var random = new Random(7);
    var edges = Stream.of(
        Instant.EPOCH,
        Instant.ofEpochSecond(FIRST),
        Instant.ofEpochSecond(LAST, 999_999_999),
        Instant.ofEpochSecond(FIRST - 1),
        Instant.ofEpochSecond(LAST + 1),
        Instant.ofEpochSecond(-1, 1),
        Instant.parse("2024-02-29T23:59:59.1Z"),
        Instant.parse("2026-01-31T12:00:00.000001Z"));
    int[] steps = {1, 1000, 1_000_000, 1_000_000_000};
    var others = random
        .longs(300, FIRST, LAST)
        .mapToObj(second -> Instant.ofEpochSecond(
            second, random.nextInt(1_000_000_000) / steps[random.nextInt(4)] * 1000L));
    return Stream.concat(edges, others);
  }

  @ParameterizedTest
  @MethodSource("instants")
  void bytes_areThoseOfToString_andAreReadBack(Instant instant) {
    var bytes = IsoInstant.bytes(instant);
    assertThat(new String(bytes, UTF_8)).isEqualTo(instant.toString());
    assertThat(IsoInstant.parse(bytes)).isEqualTo(instant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-31T12:00:00.5Z",
        "2026-01-31T12:00:00.123456789Z",
        "2026-01-31t12:00:00z",
        "2026-01-31T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-01-31T12:00:00+02:00",
        "+10000-01-01T00:00:00Z"
      })
  void parse_takesWhatTheGeneralParserTakes(String text) {
    assertThat(IsoInstant.parse(text.getBytes(UTF_8))).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-00-01T12:00:00Z",
        "2026-01-31T25:00:00Z",
        "2026-01-31T12:60:00Z",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00",
        "2026-01-31T12:00:00.1234567890Z",
        "2026-01-31T12:00:00.1x3Z",
        "soon"
      })
  void parse_ofNoInstant_isRefusedAsByTheGeneralParser(String text) {
    assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeParseException.class);
    assertThatThrownBy(() -> IsoInstant.parse(text.getBytes(UTF_8)))
        .isInstanceOf(DateTimeParseException.class);
  }

  @Test
  void parse_ofNothing_isRefused() {
    assertThatThrownBy(() -> IsoInstant.parse(new byte[0]))
        .isInstanceOf(DateTimeParseException.class);
  }
}
