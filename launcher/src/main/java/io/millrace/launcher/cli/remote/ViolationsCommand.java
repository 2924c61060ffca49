package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace violations}: where contracts were violated of late. */
@Command(
    name = "violations",
    description = "List the newest beginnings and ends of violations.",
    footer = {"", "Example: millrace violations cctv"})
public final class ViolationsCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "APP",
      description = "Only of this application.")
  private @Nullable String application;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    var violations = server.api().violations(application, limit);
    server.out().println(server.json() ? violations : table(violations));
    return 0;
  }

  private static String table(JsonNode violations) {
    if (violations.isEmpty()) {
      return "No violations.";
    }
    var table = Table.of(
        "time", "event", "contract", "objective", "of", "value", "bound", "severity", "action");
    for (var violation : violations) {
      table.row(
          violation.path("timestamp").asString(),
          violation.path("event").asString(),
          violation.path("contract_id").asString(),
          violation.path("objective").asString(),
          EventText.scope(violation),
          EventText.number(violation.path("actual_value")),
          EventText.bound(violation),
          violation.path("severity").asString(),
          violation.path("recommended_action").asString());
    }
    return table.toString();
  }
}
