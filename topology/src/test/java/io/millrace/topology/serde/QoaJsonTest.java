package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.qoa.QuantileSketch;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import java.time.Instant;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class QoaJsonTest {
  private static final JsonSerde<WindowResult> SERDE = new JsonSerde<>(WindowResult.class);

  private static WindowResult result(Summary summary) {
    var start = Instant.parse("2026-01-02T03:04:00Z");
    return new WindowResult(
        "cctv",
        "detect",
        null,
        "response_time",
        WindowKind.TUMBLING,
        start,
        start.plusSeconds(60),
        summary,
        2,
        1,
        Finality.FINAL);
  }

  private static byte[] bytes(WindowResult result) {
    return SERDE.serializer().serialize("windows", result);
  }

  @Test
  void windowResult_comesBackToTheLastBit() {
    var random = new Random(3);
    for (int many = 0; many < 50; many++) {
      int power = 9 * many;
      var values = random.doubles(many).map(u -> Math.scalb(u - 0.5, power)).toArray();
      var summary = Summary.of(values);
      var result = result(summary);
      assertThat(SERDE.deserializer().deserialize("windows", bytes(result))).isEqualTo(result);
    }
  }

  @Test
  void windowResult_readsAsOneExpects() {
    var json = Json.MAPPER.readTree(bytes(result(Summary.of(1, 1, 4, -2, 0))));
    assertThat(json.get("start").asString()).isEqualTo("2026-01-02T03:04:00Z");
    assertThat(json.get("kind").asString()).isEqualTo("TUMBLING");
    assertThat(json.get("instance").isNull()).isTrue();
    assertThat(json.get("late").asLong()).isEqualTo(2);
    var values = json.get("values");
    assertThat(values.get("count").asLong()).isEqualTo(5);
    assertThat(values.get("sum").asDouble()).isEqualTo(4);
    assertThat(values.get("mean").asDouble()).isEqualTo(0.8);
    assertThat(values.get("quantiles").get("0.5").asDouble()).isBetween(0.98, 1.02);
    assertThat(values.get("sketch").toString())
        .isEqualTo("{\"scale\":5,\"zeros\":1,\"positive\":[[0,2],[64,1]],\"negative\":[[32,1]],"
            + "\"collapsed\":[]}");
  }

  @Test
  void figuresThatAreNone_areNull() {
    var empty = Json.MAPPER.readTree(bytes(result(new Summary()))).get("values");
    assertThat(empty.get("mean").isNull()).isTrue();
    assertThat(empty.get("quantiles").get("0.99").isNull()).isTrue();
    var huge = result(Summary.of(1e308, 1e308));
    assertThat(Json.MAPPER.readTree(bytes(huge)).get("values").get("sum").isNull())
        .isTrue();
    assertThat(SERDE.deserializer().deserialize("windows", bytes(huge))).isEqualTo(huge);
  }

  @Test
  void collapse_isSaid() {
    var sketch = new QuantileSketch();
    for (int i = 0; i < 100; i++) {
      sketch.add(-Math.scalb(1.0, i));
    }
    var json = Json.MAPPER.writeValueAsString(sketch);
    assertThat(json).contains("\"collapsed\":[\"negative\"]");
    assertThat(Json.MAPPER.readValue(json, QuantileSketch.class)).isEqualTo(sketch);
  }

  @Test
  void wrongSketches_areRefusedWithTheReason() {
    refused("{\"scale\":5,\"zeros\":-1}", "zeros of a sketch: -1 is negative");
    refused("{\"scale\":3,\"zeros\":0}", "sketch of scale 3; this one reads 5");
    refused("{\"scale\":5,\"zeros\":0,\"positive\":[[1]]}", "is not [index, count]");
    refused("{\"scale\":5,\"zeros\":0,\"positive\":[null]}", "is not [index, count]");
    refused("{\"scale\":5,\"zeros\":0,\"positive\":[[99999,1]]}", "bucket 99999 of a sketch");
    refused("{\"scale\":5,\"zeros\":0,\"negative\":[[1,0]]}", "count 0 is not positive");
  }

  private static void refused(String sketch, String reason) {
    var whole = new String(bytes(result(Summary.of(1))), UTF_8);
    var broken = whole.replaceFirst("\"sketch\":\\{.*?}", "\"sketch\":" + sketch);
    assertThatExceptionOfType(SerializationException.class)
        .isThrownBy(() -> SERDE.deserializer().deserialize("windows", broken.getBytes(UTF_8)))
        .withMessageContaining(reason);
  }
}
