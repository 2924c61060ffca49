package io.millrace.launcher.cli.placement;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.http.Api;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace node get}: the nodes of a pool, or one of them. */
@Command(
    name = "get",
    description = "Show the nodes of a pool, or one of them in full.",
    footer = {"", "Example: millrace node get"})
final class NodeGetCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(index = "0", arity = "0..1", paramLabel = "NODE", description = "Only this one.")
  private @Nullable String id;

  @Override
  public Integer call() {
    if (id != null) {
      pool.out().println(pool.read("/nodes/" + Api.inPath(id)).toPrettyString());
      return 0;
    }
    var nodes = pool.read("/nodes");
    pool.out().println(pool.json() ? nodes : table(nodes));
    return 0;
  }

  private static String table(JsonNode nodes) {
    if (nodes.isEmpty()) {
      return "No nodes yet. Maybe add one: millrace node add NODE --cpu 4000 --memory 8192";
    }
    var table =
        Table.of("node", "state", "instances", "cpu", "of", "memory", "of", "devices", "address");
    nodes.forEach(node -> {
      var capacity = node.path("spec").path("capacity");
      table.row(
          node.path("id").asString(),
          state(node),
          node.path("instances").asInt(),
          node.path("used").path("millicpu").asLong(),
          capacity.path("millicpu").asLong(),
          node.path("used").path("rss").asLong(),
          capacity.path("rss").asLong(),
          node.path("spec").path("devices").size(),
          node.path("address").asString());
    });
    return table.toString();
  }

  // What a lost node will be again is worth knowing where that is not to take instances.
  private static String state(JsonNode node) {
    var state = node.path("state").asString();
    var given = node.path("given").asString("ready");
    return state.equals("lost") && !given.equals("ready") ? state + ", " + given : state;
  }
}
