package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import io.millrace.launcher.rohe.YamlFile;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A call to {@code /management}, from a file of ROHE's or without one. */
final class ManagementCall {
  private ManagementCall() {}

  /**
   * Calls, and prints the answer.
   *
   * @param command as bodies name it, such as {@code ADD NODE}
   * @param file what is sent; its own command counts where it has one
   */
  static int run(ServerOptions server, RoheOptions rohe, String command, @Nullable Path file)
      throws IOException {
    var body = file == null ? Json.MAPPER.createObjectNode() : body(file);
    if (!body.hasNonNull("command")) {
      body.put("command", command);
    }
    var answer = rohe.call(server, "POST", "/management", body);
    print(server, answer);
    return 0;
  }

  private static void print(ServerOptions server, JsonNode answer) {
    if (server.json()) {
      server.out().println(answer);
      return;
    }
    var result = answer.path("response").path("result");
    if (result.isObject()) {
      result
          .properties()
          .forEach(entry ->
              server.out().println(entry.getKey() + ": " + entry.getValue().asString()));
    } else if (result.isArray()) {
      result.forEach(one -> server.out().println(one.toPrettyString()));
    } else {
      server.out().println(result.asString());
    }
    answer
        .path("response")
        .path("notes")
        .forEach(note -> server.out().println("note: " + note.asString()));
  }

  private static ObjectNode body(Path file) throws IOException {
    if (YamlFile.read(file) instanceof ObjectNode body) {
      return body;
    }
    throw new IOException("%s: an object with \"data\" is wanted".formatted(file));
  }
}
