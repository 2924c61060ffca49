package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelCommand;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSerdeTest {
  private static final String VERSION =
      "\"sha256\": \"ab\", \"sizeBytes\": 1, \"added\": \"2026-01-02T03:04:05Z\"";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"commandId\": \"c\", \"model\": \"m\"}",
        "{\"commandId\": \"c\", \"model\": \"m\", \"version\": {" + VERSION + "}}",
        "{\"commandId\": \"c\", \"model\": \"m\", \"version\": {\"number\": 1, " + VERSION + "}}",
        "{\"commandId\": \"c\", \"model\": \"m\", \"version\": {\"number\": 1, " + VERSION
            + ", \"signature\": {\"inputs\": [{}], \"outputs\": [], \"batchable\": true}}}",
        "{\"commandId\": \"c\", \"model\": \"m\", \"version\": {\"number\": 1, " + VERSION
            + ", \"signature\": {\"inputs\": null, \"outputs\": [], \"batchable\": true}}}"
      })
  void commandThatIsNotWhole_cannotBeRead(String json) {
    var commands = new JsonSerde<>(ModelCommand.class).deserializer();
    assertThatThrownBy(() -> commands.deserialize("commands", json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class);
  }
}
