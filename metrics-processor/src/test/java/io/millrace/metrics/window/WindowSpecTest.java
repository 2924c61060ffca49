package io.millrace.metrics.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowSpecTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void compactForm_comesBackEqual() {
    var specs = List.of(
        WindowSpec.tumbling(SECOND).withGrace(Duration.ofMillis(3)),
        WindowSpec.hopping(SECOND, Duration.ofMillis(7)).withGrace(SECOND),
        WindowSpec.sliding(SECOND),
        WindowSpec.session(Duration.ofDays(1)),
        WindowSpec.tumblingCount(100),
        WindowSpec.hoppingCount(100, 3));
    for (var spec : specs) {
      var out = new BinaryWriter();
      spec.write(out);
      var in = new BinaryReader(out.toBytes());
      assertThat(WindowSpec.read(in)).isEqualTo(spec);
      assertThat(in.isAtEnd()).isTrue();
    }
  }

  @Test
  void lengthsThatMakeNoWindows_areRefused() {
    refused(() -> WindowSpec.tumbling(Duration.ZERO), "size: PT0S is not within");
    refused(() -> WindowSpec.tumbling(Duration.ofNanos(500)), "size: PT0.0000005S");
    refused(() -> WindowSpec.session(Duration.ofDays(4000)), "gap: PT96000H is not within");
    refused(() -> WindowSpec.tumbling(SECOND).withGrace(SECOND.negated()), "grace: PT-1S");
    refused(() -> WindowSpec.hopping(SECOND, SECOND.plusMillis(1)), "hop: PT1.001S is longer");
    refused(() -> WindowSpec.tumblingCount(0), "size: 0 is not within 1 to 1000000");
    refused(() -> WindowSpec.hoppingCount(3, 4), "hop: 4 is more than the size 3");
  }

  private static void refused(Runnable make, String message) {
    assertThatIllegalArgumentException().isThrownBy(make::run).withMessageContaining(message);
  }

  @Test
  void sampleWithoutMeaning_isRefused() {
    refused(() -> new Sample("", "s", "i", "m", 1, 0), "a sample needs an application");
    refused(() -> new Sample("a", "s", "i", "m", 1, -1), "event time: -1 ms");
    refused(() -> new Sample("a", "s", "x".repeat(1025), "m", 1, 0), "has 1025 characters");
  }
}
