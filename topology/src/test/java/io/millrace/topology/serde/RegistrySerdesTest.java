package io.millrace.topology.serde;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.ModelRecord.Outcome;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySerdesTest {
  private record Person(String name, int age) {}

  private static final Serde<RegistryEntry<Person>> ENTRIES =
      RegistrySerdes.entries(new JsonSerde<>(Person.class));

  @Test
  void entries_comeBackAsTheyWere() {
    var there = new RegistryEntry<>(
        "k",
        3,
        new Person("Ada", 36),
        Instant.parse("2026-01-02T03:04:05Z"),
        new Outcome("c1", null));
    var never = new RegistryEntry<Person>("k", 0, null, null, new Outcome("c2", "not \"this\""));
    assertThat(roundTrip(ENTRIES, there)).isEqualTo(there);
    assertThat(roundTrip(ENTRIES, never)).isEqualTo(never);
  }

  @Test
  void commands_comeBackAsTheyWere_withTheirValueAsJson() {
    var set = new RegistryCommand("c", "k", 7L, "{\"name\":\"Ada\",\"more\":[1,null]}");
    var takeBack = new RegistryCommand("c", "k", null, null);
    assertThat(roundTrip(RegistrySerdes.commands(), set)).isEqualTo(set);
    assertThat(roundTrip(RegistrySerdes.commands(), takeBack)).isEqualTo(takeBack);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "{}",
        "{\"commandId\": \"c\"}",
        "{\"commandId\": 3, \"key\": \"k\"}",
        "{\"commandId\": \"c\", \"key\": \"k\", \"expectedEpoch\": \"three\"}"
      })
  void whatIsNoCommand_cannotBeRead(String json) {
    var commands = RegistrySerdes.commands().deserializer();
    assertThatThrownBy(() -> commands.deserialize("t", json.getBytes(UTF_8)))
        .isInstanceOf(SerializationException.class);
  }

  private static <T> T roundTrip(Serde<T> serde, T value) {
    return serde.deserializer().deserialize("t", serde.serializer().serialize("t", value));
  }
}
