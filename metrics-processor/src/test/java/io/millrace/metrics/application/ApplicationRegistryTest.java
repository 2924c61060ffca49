package io.millrace.metrics.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationRegistryTest {
  private static final String GOOD = """
      {"application_name": "cctvs", "registrations": [{"app_id": "i", "run_id": "r", "user_id": "u"}]%s}
      """;
  private static final String AGENT = """
      , "agent": {"state": "started", "stream_config": {
          "window": {"interval": {"type": "count", "value": 3}, "size": {"type": "count", "value": 100}},
          "processing": {"parser": {"metric": ["time"]}, %s}}}
      """;

  private final Topics topics = new Topics(new TopicsConfig("t.", 1, Duration.ofDays(1), 1 << 20));
  private final TopologyTestDriver driver = driver();

  private TopologyTestDriver driver() {
    var builder = new StreamsBuilder();
    ApplicationRegistry.addTo(builder, topics);
    return new TopologyTestDriver(builder.build(), new Properties());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private RegistryEntry<Application> after(@Nullable Long expected, @Nullable String value) {
    var commands = topics.applicationCommands();
    driver
        .createInputTopic(
            commands.name(), commands.keys().serializer(), commands.values().serializer())
        .pipeInput("cctvs", new RegistryCommand("c", "cctvs", expected, value));
    var entries = topics.applications();
    List<RegistryEntry<Application>> all = driver
        .createOutputTopic(
            entries.name(), entries.keys().deserializer(), entries.values().deserializer())
        .readValuesToList();
    return all.get(all.size() - 1);
  }

  @Test
  void application_isKept_andTakenBack() {
    var entry = after(0L, GOOD.formatted(""));
    assertThat(entry.lastCommand().rejection()).isNull();
    assertThat(Objects.requireNonNull(entry.value()).registrations()).hasSize(1);
    assertThat(after(0L, GOOD.formatted("")).lastCommand().rejection())
        .contains("is at epoch 1, the command expects 0");
    assertThat(after(1L, null).value()).isNull();
  }

  @Test
  void functionThatIsNotThere_orWrongSettings_areRefusedTogether() {
    var refused = after(null, GOOD.formatted(AGENT.formatted("""
            "functions": ["magic", {"name": "isolation-forest", "settings": {"trees": 0}}],
            "expressions": {"slow": "stats.time.p95 >"}
            """)));
    assertThat(refused.lastCommand().rejection())
        .contains("no function \"magic\"; there are [expression, isolation-forest,")
        .contains("trees: 0 is not a whole number from 1")
        .contains("expression \"slow\": line 1, column 17");
    assertThat(refused.value()).isNull();
    assertThat(after(null, GOOD.formatted(AGENT.formatted("\"function\": \"statistics\"")))
            .lastCommand()
            .rejection())
        .isNull();
  }

  @Test
  void otherNameThanTheKey_isRefused() {
    assertThat(after(null, GOOD.formatted("").replace("cctvs", "other"))
            .lastCommand()
            .rejection())
        .isEqualTo("application_name: \"other\" is not the command's key, \"cctvs\"");
  }
}
