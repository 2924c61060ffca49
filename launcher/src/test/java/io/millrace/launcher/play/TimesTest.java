package io.millrace.launcher.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
  @ParameterizedTest
  @CsvSource({
    "auto,1640778135.8656807,2021-12-29T11:42:15.865680700Z",
    "auto,1761568882,2025-10-27T12:41:22Z",
    "auto,1.640778135E9,2021-12-29T11:42:15Z",
    "auto,-0.25,1969-12-31T23:59:59.750Z",
    "auto,2026-03-01T13:00:00+01:00,2026-03-01T12:00:00Z",
    "seconds,0.0000000019,1970-01-01T00:00:00.000000001Z",
    "millis,1640778135865.5,2021-12-29T11:42:15.865500Z",
    "micros,1640778135865680,2021-12-29T11:42:15.865680Z",
    "nanos,1640778135865680123,2021-12-29T11:42:15.865680123Z",
    "iso,2026-03-01T12:00:00.5Z,2026-03-01T12:00:00.500Z",
    "yyyy-MM-dd HH:mm:ss,2026-03-01 12:00:00,2026-03-01T12:00:00Z",
    "dd.MM.yyyy HH:mm:ssXXX,01.03.2026 12:00:00+02:00,2026-03-01T10:00:00Z",
  })
  void times_areReadToTheNanosecond(String form, String text, Instant time) {
    assertThat(Times.of(form).parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "auto,yesterday",
    "auto,1.2.3",
    "millis,2026-03-01T12:00:00Z",
    "seconds,1e300",
    "iso,17"
  })
  void otherTexts_areRefused_withTheirValue(String form, String text) {
    assertThatThrownBy(() -> Times.of(form).parse(text))
        .isInstanceOf(PlayException.class)
        .hasMessageStartingWith("time \"%s\" is not ".formatted(text));
  }

  @Test
  void patternThatIsNone_isRefused() {
    assertThatThrownBy(() -> Times.of("yyyy-bb"))
        .isInstanceOf(PlayException.class)
        .hasMessageContaining("time format \"yyyy-bb\"");
  }
}
