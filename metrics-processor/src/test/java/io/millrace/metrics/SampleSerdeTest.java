package io.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.metrics.window.Sample;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class SampleSerdeTest {
  private final SampleSerde serde = new SampleSerde();

  private byte[] bytes(Sample sample) {
    return serde.serializer().serialize("samples", sample);
  }

  @Test
  void sample_comesBackEqual_whateverItsValue() {
    for (double value : new double[] {0.1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, 4.9e-324}) {
      var sample = new Sample("größe", "stage", "", "m/1", value, Sample.LATEST);
      assertThat(serde.deserializer().deserialize("samples", bytes(sample))).isEqualTo(sample);
    }
    assertThat(serde.deserializer().deserialize("samples", null)).isNull();
  }

  @Test
  void brokenSample_isRefused_whereverItBreaks() {
    var whole = bytes(new Sample("app", "stage", "i", "m", 1, 1));
    for (int length = 0; length < whole.length; length++) {
      var part = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(SerializationException.class)
          .isThrownBy(() -> serde.deserializer().deserialize("samples", part))
          .withMessageStartingWith("no sample: ");
    }
  }
}
