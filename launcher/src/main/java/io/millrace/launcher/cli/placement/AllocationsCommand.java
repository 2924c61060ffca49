package io.millrace.launcher.cli.placement;

import io.millrace.launcher.evaluation.Table;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace allocations}: what runs where. */
@Command(
    name = "allocations",
    description = "List the instances of a pool and their nodes.",
    footer = {"", "Example: millrace allocations"})
public final class AllocationsCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Override
  public Integer call() {
    var all = pool.read("/allocations");
    pool.out().println(pool.json() ? all : table(all));
    return 0;
  }

  private static String table(JsonNode all) {
    if (all.isEmpty()) {
      return "No allocations yet.";
    }
    var table = Table.of(
        "allocation", "service", "node", "state", "epoch", "revision", "devices", "replaces");
    all.forEach(one -> table.row(
        one.path("id").asString(),
        one.path("service").asString(),
        one.path("node").asString(),
        one.path("state").asString().toLowerCase(Locale.ROOT),
        one.path("epoch").asLong(),
        one.path("revision").asLong(),
        one.path("devices").size(),
        one.path("replaces").asString("")));
    return table.toString();
  }
}
