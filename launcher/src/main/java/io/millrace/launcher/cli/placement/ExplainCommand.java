package io.millrace.launcher.cli.placement;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.http.Api;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code millrace explain}: why an instance is where it is. */
@Command(
    name = "explain",
    description = {
      "Show for every node why an allocation was or was not placed there,",
      "by deciding the log again up to its placement."
    },
    footer = {"", "Example: millrace explain detector#1"})
public final class ExplainCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(
      index = "0",
      paramLabel = "ALLOCATION",
      description = "As millrace allocations names it.")
  private String id;

  @Override
  public Integer call() throws IOException {
    var answer = LogWork.get(pool, pool.path("/allocations/" + Api.inPath(id) + "/explanation"));
    pool.out().println(pool.json() ? answer : table(answer.path("nodes")));
    return 0;
  }

  private static String table(JsonNode nodes) {
    var table = Table.of("node", "refused by", "score", "left", "why");
    nodes.forEach(node -> {
      boolean refused = !node.path("refusedBy").isNull();
      table.row(
          node.path("node").asString(),
          refused ? node.path("refusedBy").asString() : "",
          refused ? "" : node.path("total").asLong(),
          refused ? "" : node.path("left").asLong(),
          refused ? node.path("reason").asString() : components(node.path("components")));
    });
    return table.toString();
  }

  private static String components(JsonNode components) {
    var parts = new ArrayList<String>();
    components.forEach(one -> parts.add("%s %d × %d"
        .formatted(
            one.path("score").asString(),
            one.path("weight").asInt(),
            one.path("value").asInt())));
    return String.join(", ", parts);
  }
}
