package io.millrace.launcher.cli.placement;

import io.millrace.launcher.cli.remote.ServerOptions;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code millrace replay}: the log decided again. */
@Command(
    name = "replay",
    description = "Decide the whole log again, and compare every decision byte for byte.",
    footer = {"", "Example: millrace replay --verify"})
public final class ReplayCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Option(
      names = "--verify",
      required = true,
      description = "End with 1 where a decision differs, and show the first that does.")
  private boolean verify;

  @Override
  public Integer call() throws IOException {
    var verified = LogWork.post(server, "/placement/verify", Json.MAPPER.createObjectNode());
    boolean differs = verify && !verified.path("difference").isNull();
    server.out().println(server.json() ? verified : text(verified));
    return differs ? 1 : 0;
  }

  private static String text(JsonNode verified) {
    if (verified.path("commands").asLong() + verified.path("pending").asLong() == 0) {
      return "the log holds no commands: there is nothing to decide again";
    }
    var counted = "%d commands and %d decisions decided again"
        .formatted(
            verified.path("commands").asLong(), verified.path("decisions").asLong());
    var difference = verified.path("difference");
    return difference.isNull()
        ? counted + ": all the same, byte for byte"
        : counted + "; the first that differs: " + difference.asString();
  }
}
