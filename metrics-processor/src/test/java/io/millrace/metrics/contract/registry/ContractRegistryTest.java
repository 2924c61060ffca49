package io.millrace.metrics.contract.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContractRegistryTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
  private static final String GOOD = """
      {"pipeline_id": "bts", "tenant_id": "t", "quality_slo": {"builtin_metrics":
        {"accuracy": {"operator": ">=", "value": %s}}}}
      """;

  private final Topics topics = new Topics(new TopicsConfig("t.", 1, Duration.ofDays(1), 1 << 20));
  private final TopologyTestDriver driver = driver();

  private TopologyTestDriver driver() {
    var builder = new StreamsBuilder();
    ContractRegistry.addTo(builder, topics);
    return new TopologyTestDriver(builder.build(), new Properties());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void send(String id, @Nullable Long expected, @Nullable String value) {
    var commands = topics.contractCommands();
    driver
        .createInputTopic(
            commands.name(), commands.keys().serializer(), commands.values().serializer())
        .pipeInput("gold", new RegistryCommand(id, "gold", expected, value), AT);
  }

  private List<RegistryEntry<Contract>> entries() {
    var contracts = topics.contracts();
    return driver
        .createOutputTopic(
            contracts.name(),
            contracts.keys().deserializer(),
            contracts.values().deserializer())
        .readValuesToList();
  }

  @Test
  void contract_takesTheCommandsKey_andIsCountedFromOne() {
    send("c1", 0L, GOOD.formatted(0.8));
    var entry = entries().get(0);
    assertThat(entry.epoch()).isEqualTo(1);
    assertThat(entry.changed()).isEqualTo(AT);
    var contract = requireNonNull(entry.value());
    assertThat(contract.id()).isEqualTo("gold");
    assertThat(contract.objectives()).hasSize(1);
    assertThat(entry.lastCommand().rejection()).isNull();
  }

  @Test
  void twoCommandsThatExpectTheSameEpoch_cannotBothWin() {
    send("c1", 0L, GOOD.formatted(0.8));
    send("c2", 0L, GOOD.formatted(0.5));
    var refused = entries().get(1);
    assertThat(refused.lastCommand().rejection())
        .isEqualTo("\"gold\" is at epoch 1, the command expects 0");
    assertThat(refused.value()).isEqualTo(entryAfter("c3", 0.8).value());
  }

  private RegistryEntry<Contract> entryAfter(String id, double bound) {
    send(id, null, GOOD.formatted(bound));
    return entries().get(0);
  }

  @Test
  void sameContractAgain_changesNothing_anotherOneDoes() {
    assertThat(entryAfter("c1", 0.8).epoch()).isEqualTo(1);
    assertThat(entryAfter("c2", 0.8).epoch()).isEqualTo(1);
    assertThat(entryAfter("c3", 0.9).epoch()).isEqualTo(2);
  }

  @Test
  void badContract_isRefusedWithAllMistakes_andTheOldOneStays() {
    entryAfter("c1", 0.8);
    send(
        "c2",
        null,
        "{\"contract_id\": \"gold\", \"quality_slo\": {\"builtin_metrics\": {\"a\": {}}}}");
    send("c3", null, GOOD.formatted(0.8).replaceFirst("\\{", "{\"contract_id\": \"silver\", "));
    var entries = entries();
    assertThat(entries.get(0).lastCommand().rejection())
        .isEqualTo("quality_slo.builtin_metrics.a.operator: is missing\n"
            + "quality_slo.builtin_metrics.a.value: is missing\napplication: is missing");
    assertThat(entries.get(0).epoch()).isEqualTo(1);
    assertThat(entries.get(0).value()).isNotNull();
    assertThat(entries.get(1).lastCommand().rejection())
        .isEqualTo("contract_id: \"silver\" is not the command's key, \"gold\"");
  }

  @Test
  void takenBack_itsEpochGoesOn() {
    entryAfter("c1", 0.8);
    send("c2", 1L, null);
    send("c3", null, null);
    var entries = entries();
    assertThat(entries.get(0).value()).isNull();
    assertThat(entries.get(0).epoch()).isEqualTo(2);
    assertThat(entries.get(1).lastCommand().rejection())
        .isEqualTo("\"gold\" is not there to be taken back");
    assertThat(entryAfter("c4", 0.8).epoch()).isEqualTo(3);
  }

  @Test
  void contractLargerThanItsTopicTakes_isRefused() {
    var large =
        GOOD.formatted(0.8).replaceFirst("\\{", "{\"note\": \"" + "x".repeat(1 << 20) + "\", ");
    send("c1", null, large);
    assertThat(entries().get(0).lastCommand().rejection()).contains("the registry takes");
  }

  @Test
  void tombstone_asksForNothing() {
    var commands = topics.contractCommands();
    driver
        .createInputTopic(
            commands.name(), commands.keys().serializer(), commands.values().serializer())
        .pipeInput("gold", null, AT);
    assertThat(entries()).isEmpty();
  }
}
