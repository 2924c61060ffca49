package io.millrace.topology.serde.qoa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.serde.JsonSerde;
import io.millrace.topology.serde.qoa.SampleRecords.Appended;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class SampleRecordsTest {
  private static final QoaSample ONE =
      new QoaSample("a", "s", "i", "m", -2.5, 7, Map.of("class", "car"));
  private static final QoaSample OTHER =
      new QoaSample("a", "\u00e9\"\\", "j", "m", 1e-300, 8, Map.of());

  private final SampleRecords records = new SampleRecords();

  @Test
  void listOfSamples_comesBack_withTheTimesOnTheLog() {
    var samples = List.of(new Appended(ONE, 100), new Appended(OTHER, 101));
    var bytes = SampleRecords.write("t", samples);
    assertThat(records.read("t", bytes, 101)).isEqualTo(samples);
  }

  @Test
  void oneSample_isWrittenAlone() {
    var bytes = SampleRecords.write("t", List.of(new Appended(ONE, 100)));
    assertThat(new JsonSerde<>(QoaSample.class).deserializer().deserialize("t", bytes))
        .isEqualTo(ONE);
    assertThat(records.read("t", bytes, 100)).containsExactly(new Appended(ONE, 100));
  }

  @Test
  void listByHand_hasTheTimeOfItsRecord_andNothingIsFromAfterIt() {
    var json = """
        [{"application": "a", "metric": "m", "value": 1, "time": 7, "note": "x"},
         {"application": "a", "metric": "m", "value": 2, "time": 7, "appended": 900}]""";
    assertThat(records.read("t", json.getBytes(UTF_8), 500))
        .containsExactly(
            new Appended(new QoaSample("a", null, null, "m", 1, 7, null), 500),
            new Appended(new QoaSample("a", null, null, "m", 2, 7, null), 500));
  }

  @Test
  void listWithSomethingElse_isRefused_withTheReason() {
    var bytes =
        "[{\"application\": \"a\", \"metric\": \"m\", \"value\": 1, \"time\": 7}, {\"metric\": \"m\", \"value\": 1, \"time\": 7}]"
            .getBytes(UTF_8);
    assertThatThrownBy(() -> records.read("t", bytes, 1))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("application: is missing");
    assertThatThrownBy(() -> records.read("t", "[".getBytes(UTF_8), 1))
        .isInstanceOf(SerializationException.class);
  }
}
