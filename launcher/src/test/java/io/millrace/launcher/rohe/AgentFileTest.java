package io.millrace.launcher.rohe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentFileTest {
  private static final String SERVICE = """
      collector:
        name: amqp_collector
        connectorType: AMQP
        config: {end_point: localhost, exchange_name: exchange_name, in_queue: q1}
      connector:
        name: amqp_connector
        connector_class: AMQP
        config: {end_point: localhost, out_routing_key: a.b}
      db_authentication:
        url: "${DB_HOST:-localhost}"
        prefix: "mongodb+srv://"
        username: "${DB_USER}"
      sample_rate: 50
      window:
        interval: {type: 2, value: 3}
        size: {type: 2, value: 100}
      """;

  @TempDir
  Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("conf.yaml"), text);
  }

  private AgentFile read(String text, String command, Map<String, String> environment)
      throws IOException {
    var file = file(text);
    return AgentFile.of(file, YamlFile.read(file), command, environment::get);
  }

  @Test
  void agentsFile_isReadAsItStands() throws IOException {
    var read = AgentFile.read(file("""
            application_name: cctvs
            command: start
            stream_config:
              window: {interval: {type: 2, value: 3}, size: {type: 2, value: 100}}
              processing:
                parser:
                  feature:
                  - - a
                  - - a
                    - b
            """), "start");
    assertThat(read.application()).isEqualTo("cctvs");
    assertThat(read.stream()).isEqualTo(Json.MAPPER.readTree("""
        {"window": {"interval": {"type": 2, "value": 3}, "size": {"type": 2, "value": 100}},
         "processing": {"parser": {"feature": [["a"], ["a", "b"]]}}}
        """));
    assertThat(read.notes()).isEmpty();
  }

  @Test
  void servicesFile_givesItsWindows_andItsMistakesAreNamed() throws IOException {
    var read = read(SERVICE, "start", Map.of());
    assertThat(read.stream()).isEqualTo(Json.MAPPER.readTree("""
        {"window": {"interval": {"type": 2, "value": 3}, "size": {"type": 2, "value": 100}}}
        """));
    assertThat(read.notes())
        .containsExactly(
            "collector.collector_class: is missing; connectorType: \"AMQP\", which stands there, is no field of it",
            "collector.config.exchange_name: \"exchange_name\" is the field's own name, no value",
            "db_authentication.url: \"localhost\" is no domain, which the prefix \"mongodb+srv://\" wants; for a host it is \"mongodb://\"",
            "db_authentication.username: the variable DB_USER is not set",
            "sample_rate: nothing reads it");
    assertThat(read(SERVICE, "start", Map.of("DB_USER", "u", "DB_HOST", "db.example.org"))
            .notes())
        .hasSize(3);
  }

  @Test
  void otherFiles_areRefused() {
    assertThatThrownBy(() -> read("application: test\ncommand: ADD NODE\n", "start", Map.of()))
        .hasMessageEndingWith("no file to start an agent: its command is \"ADD NODE\"");
    assertThatThrownBy(() -> read("application_name: a\ncommand: start\n", "stop", Map.of()))
        .hasMessageEndingWith("no file to stop an agent: its command is \"start\"");
    assertThatThrownBy(() -> read("connector: {}\n", "start", Map.of()))
        .hasMessageEndingWith("it has no \"window\" to observe by");
    assertThatThrownBy(() -> read("a: 1\n", "start", Map.of()))
        .hasMessageContaining("neither application_name nor stream_config");
    assertThatThrownBy(() -> read("- 1\n", "start", Map.of()))
        .hasMessageContaining("an object is wanted, not [1]");
    assertThatThrownBy(() -> read("a: [\n", "start", Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("conf.yaml: no YAML:");
    assertThatThrownBy(() -> read("!!java.io.File [x]\n", "start", Map.of()))
        .hasMessageContaining("no YAML");
    assertThatThrownBy(() -> AgentFile.read(folder.resolve("none.yaml"), "start"))
        .hasMessageEndingWith("none.yaml: no such file");
  }

  @Test
  void whatIsWritten_isReadAgain() throws IOException {
    var document = Json.MAPPER.readTree("{\"client\": {\"id\": \"a: b\", \"n\": 3}}");
    var file = folder.resolve("deep/er/file.yaml");
    YamlFile.write(file, document);
    assertThat(YamlFile.read(file)).isEqualTo(document);
  }
}
