package io.millrace.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The compose file is one that {@code docker-compose} takes, and calls commands that there are. Needs no engine. */
@Tag("docs")
class ComposeTest {
  @Test
  void file_isValid() throws Exception {
    assertThat(compose("config", "-q").strip()).isEmpty();
  }

  @Test
  void commands_areOnesOfMillrace() {
    var services = services();
    assertThat(services).containsKeys("kafka", "inference", "ingress", "documents");
    services.forEach((name, service) -> {
      var args = strings(service.path("command"));
      var ours = service.path("image").asString().contains("MILLRACE_IMAGE");
      if (ours) {
        // Throws what the command line would say of an unknown option.
        var parsed = Main.commands().parseArgs(args.toArray(String[]::new));
        assertThat(parsed.subcommands()).as(name).isNotEmpty();
      }
    });
  }

  @Test
  void ports_areThisMachinesOnly() {
    services().values().stream()
        .flatMap(service -> strings(service.path("ports")).stream())
        .forEach(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  /** The file as it is written: what {@code config} prints of it depends on the version. */
  private static Map<String, JsonNode> services() {
    var file = (Map<?, ?>) new org.yaml.snakeyaml.Yaml().load(Checkout.read("docker-compose.yml"));
    var services = Json.MAPPER.<JsonNode>valueToTree(file).path("services");
    return services.properties().stream()
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<String> strings(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  private static String compose(String... args) throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of("docker-compose"));
    command.addAll(List.of(args));
    var process = new ProcessBuilder(command)
        .directory(Checkout.ROOT.toFile())
        .redirectErrorStream(true)
        .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(0);
    return output;
  }
}
