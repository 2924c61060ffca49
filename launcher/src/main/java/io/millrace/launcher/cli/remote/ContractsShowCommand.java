package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.topology.serde.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace contracts show}: what a contract promises, and whether it is kept. */
@Command(
    name = "show",
    description = "Show a contract's objectives and the newest verdicts on them.",
    footer = {"", "Example: millrace contracts show gold"})
final class ContractsShowCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(index = "0", paramLabel = "ID", description = "The contract's id.")
  private String id;

  @Override
  public Integer call() {
    var api = server.api();
    var contract = api.contract(id);
    var verdicts = api.verdicts(id);
    server.out().println(server.json() ? json(contract, verdicts) : text(contract, verdicts));
    return 0;
  }

  private static JsonNode json(JsonNode contract, JsonNode verdicts) {
    var both = Json.MAPPER.createObjectNode();
    contract.properties().forEach(field -> both.set(field.getKey(), field.getValue()));
    both.set("verdicts", verdicts.path("verdicts"));
    both.set("utility", verdicts.path("utility"));
    return both;
  }

  private static String text(JsonNode entry, JsonNode verdicts) {
    var table = Table.of("objective", "of", "verdict", "value", "bound", "samples", "why");
    for (var verdict : verdicts.path("verdicts")) {
      table.row(
          verdict.path("objective").asString(),
          EventText.scope(verdict),
          verdict.path("verdict").asString(),
          EventText.number(verdict.path("actual_value")),
          EventText.bound(verdict),
          verdict.path("samples").asString("-"),
          verdict.path("reason").asString("-"));
    }
    var utility = verdicts.path("utility").path("utility");
    return "%s, epoch %d, of application %s%s%n%n%s"
        .formatted(
            entry.path("id").asString(),
            entry.path("epoch").asLong(),
            verdicts.path("application").asString(),
            utility.isNumber() ? ", utility " + EventText.number(utility) : "",
            table);
  }
}
