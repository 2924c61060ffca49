package io.millrace.launcher.cli.placement;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code millrace rebalance}: instances move to where they leave more room. */
@Command(
    name = "rebalance",
    description = {
      "Move instances to where less of the devices is lost to typical demands.",
      "The policy's own budget of moves counts, too."
    },
    footer = {"", "Example: millrace rebalance --budget 5 --dry-run"})
public final class RebalanceCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Option(
      names = "--budget",
      paramLabel = "N",
      defaultValue = "10",
      description = "Most moves (default: ${DEFAULT-VALUE}).")
  private int budget;

  @Option(names = "--dry-run", description = "Only show the moves and what they would gain.")
  private boolean dry;

  @Override
  public Integer call() throws IOException {
    var wanted = Json.MAPPER.createObjectNode().put("budget", budget).put("dryRun", dry);
    var answer = dry
        ? LogWork.post(pool, pool.path("/rebalance"), wanted)
        : pool.call("POST", "/rebalance", wanted);
    pool.print(answer);
    if (!pool.json()) {
      pool.out().println(summary(answer));
    }
    return 0;
  }

  private String summary(JsonNode answer) {
    return "%d %s, which %s %.3f devices for typical demands"
        .formatted(
            answer.path("moves").asInt(),
            dry ? "moves are possible" : "moves",
            dry ? "would free" : "free",
            answer.path("gain").asLong() / 1000.0);
  }
}
