package io.millrace.launcher.cli.placement;

import io.millrace.launcher.rohe.YamlFile;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A policy in a file: JSON, YAML, or the configuration of ROHE's orchestration service, of which weights, strategy and
 * balance of the queue are taken.
 */
final class PolicyFile {
  // As ROHE numbers them: its best leaves most, and its worst leaves least.
  private static final List<String> STRATEGIES = List.of("FIRST_FIT", "WORST_FIT", "BEST_FIT");

  private PolicyFile() {}

  static JsonNode read(Path file) throws IOException {
    var document = YamlFile.read(file);
    for (var name : List.of("orchestrateConfig", "orchestrate_algorithm_config")) {
      if (document.path(name).isObject()) {
        return ofRohe(file, document, document.path(name));
      }
    }
    return document;
  }

  private static ObjectNode ofRohe(Path file, JsonNode document, JsonNode algorithm)
      throws IOException {
    var policy = Json.MAPPER.createObjectNode();
    policy.put("name", algorithm.path("name").asString("rohe").replace(' ', '-'));
    var strategy = algorithm.path("strategy");
    if (!strategy.isMissingNode()) {
      if (!strategy.isInt()
          || strategy.intValue() < 0
          || strategy.intValue() >= STRATEGIES.size()) {
        throw new IOException("%s: strategy: %s is not 0, 1 or 2".formatted(file, strategy));
      }
      policy.put("strategy", STRATEGIES.get(strategy.intValue()));
    }
    policy.putObject("scores").put("fit", 1);
    if (algorithm.path("weights").isObject()) {
      policy.set("resources", algorithm.path("weights"));
    }
    for (var queue : List.of("service_queue", "service_queue_config")) {
      var balance = document.path(queue).path("queue_balance");
      if (!balance.isMissingNode()) {
        policy.putObject("queueing").set("balance", balance);
      }
    }
    return policy;
  }
}
