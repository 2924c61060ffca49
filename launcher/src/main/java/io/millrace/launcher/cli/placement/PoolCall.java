package io.millrace.launcher.cli.placement;

import io.millrace.launcher.cli.remote.ServerOptions;
import io.millrace.launcher.http.Api;
import io.millrace.topology.serde.Json;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all commands share that are about a pool: where it is, and calls to it. */
final class PoolCall extends ServerOptions {
  @Option(
      names = "--pool",
      paramLabel = "POOL",
      defaultValue = "default",
      description = "The pool of nodes (default: ${DEFAULT-VALUE}).")
  private String pool;

  String name() {
    return pool;
  }

  String path(String rest) {
    return "/pools/" + Api.inPath(pool) + rest;
  }

  JsonNode read(String rest) {
    return api().read(path(rest));
  }

  JsonNode call(String method, String rest, JsonNode body) {
    return api().call(method, path(rest), body);
  }

  static ObjectNode command(String type) {
    return Json.MAPPER.createObjectNode().put("type", type);
  }

  /** Sends a command, and prints what came of it. */
  int send(ObjectNode command) {
    return decide("POST", "/commands", command);
  }

  /** Sends what becomes a command, and prints what came of it. */
  int decide(String method, String rest, JsonNode body) {
    print(call(method, rest, body));
    return 0;
  }

  /** The decisions, in words unless they are for programs. */
  void print(JsonNode answer) {
    if (json()) {
      out().println(answer);
    } else {
      answer.path("decisions").forEach(one -> out().println(DecisionText.of(one)));
    }
  }
}
