package io.millrace.launcher.cli.placement;

import io.millrace.launcher.evaluation.Table;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace policy versions}: the policies that a pool has had. */
@Command(
    name = "versions",
    description = "Show the policies that the pool has had, the oldest first.",
    footer = {"", "Example: millrace policy versions"})
final class PolicyVersionsCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Override
  public Integer call() throws IOException {
    var versions = LogWork.get(pool, pool.path("/policy/versions"));
    pool.out().println(pool.json() ? versions : table(versions));
    return 0;
  }

  private static String table(JsonNode versions) {
    if (versions.isEmpty()) {
      return "Version 1, the default, is the only one. Maybe set another: millrace policy set FILE";
    }
    var table = Table.of("version", "policy", "strategy", "scores", "since", "by");
    versions.forEach(one -> {
      var policy = one.path("policy");
      var origin = one.path("origin");
      table.row(
          policy.path("version").asLong(),
          policy.path("name").asString(),
          policy.path("strategy").asString(),
          policy.path("scores"),
          Instant.ofEpochMilli(origin.path("atMillis").asLong()),
          origin.path("by").asString());
    });
    return table.toString();
  }
}
