package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace contracts list}: all contracts in a table. */
@Command(
    name = "list",
    description = "List all contracts.",
    footer = {"", "Example: millrace contracts list --json"})
final class ContractsListCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Override
  public Integer call() {
    var contracts = server.api().contracts();
    server.out().println(server.json() ? contracts : table(contracts));
    return 0;
  }

  private static String table(JsonNode contracts) {
    if (contracts.isEmpty()) {
      return "No contracts yet. Maybe push one: millrace contracts push FILE";
    }
    var table = Table.of("id", "application", "objectives", "epoch", "changed");
    contracts.forEach(contract -> table.row(
        contract.path("id").asString(),
        contract.path("application").asString(),
        contract.path("objectives").asInt(),
        contract.path("epoch").asLong(),
        contract.path("changed").asString()));
    return table.toString();
  }
}
