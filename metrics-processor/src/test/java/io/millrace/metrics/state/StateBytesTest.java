package io.millrace.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StateBytesTest {
  private static final byte[] BYTES =
      StateBytes.write(3, out -> StateBytes.writeText(out, "grüße"));

  @Test
  void read_givesWhatWasWritten() {
    assertThat(StateBytes.read("text", BYTES, 3, StateBytes::readText)).isEqualTo("grüße");
  }

  @Test
  void otherBytes_areRefused() {
    assertThatThrownBy(() -> StateBytes.read("text", BYTES, 4, StateBytes::readText))
        .hasMessage("text: version 3, but version 4 is read");
    assertThatThrownBy(() -> StateBytes.read("text", new byte[0], 4, StateBytes::readText))
        .hasMessage("text: no bytes, but version 4 is read");
    var cut = Arrays.copyOf(BYTES, BYTES.length - 1);
    assertThatThrownBy(() -> StateBytes.read("text", cut, 3, StateBytes::readText))
        .hasMessageContaining("cut off");
    var longer = Arrays.copyOf(BYTES, BYTES.length + 2);
    assertThatThrownBy(() -> StateBytes.read("text", longer, 3, StateBytes::readText))
        .hasMessageContaining("2 bytes too many");
    var huge = new byte[] {3, 127, -1, -1, -1, 0};
    assertThatThrownBy(() -> StateBytes.read("text", huge, 3, StateBytes::readText))
        .hasMessageContaining("cut off");
  }
}
