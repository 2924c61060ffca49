package io.millrace.launcher.cli.placement;

import io.millrace.launcher.evaluation.Table;
import io.millrace.launcher.http.Api;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code millrace whatif}: the log under another policy. */
@Command(
    name = "whatif",
    description = {
      "Decide the log again under other policies, and show what would have come of it",
      "beside the policy that was in force. Each of them holds to the end: what the log",
      "itself changes of the policy counts for the one in force alone."
    },
    footer = {"", "Example: millrace whatif --policy spread.json --from 2026-01-31T12:00:00Z"})
public final class WhatIfCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "FILE",
      description = "A policy, or a list of policies, in JSON or YAML.")
  private Path policy;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Only commands from then on are decided anew, such as 2026-01-31T12:00:00Z (default: all).")
  private @Nullable Instant from;

  @Override
  public Integer call() throws IOException {
    var since = from == null ? "" : "?from=" + Api.inPath(from.toString());
    var outcomes = LogWork.post(pool, pool.path("/whatif") + since, PolicyFile.read(policy));
    pool.out().println(pool.json() ? outcomes : table(outcomes) + passedOver(outcomes));
    return 0;
  }

  private static String table(JsonNode outcomes) {
    var table = Table.of(
        "policy",
        "placed",
        "moved",
        "preempted",
        "told to wait",
        "waiting",
        "cpu used",
        "memory used",
        "devices used",
        "devices unusable",
        "violations");
    outcomes.forEach(one -> {
      var usage = one.path("usage");
      table.row(
          one.path("policy").asString(),
          one.path("placed").asInt(),
          one.path("moved").asInt(),
          one.path("preempted").asInt(),
          one.path("queued").asInt(),
          usage.path("waiting").asLong(),
          percent(usage, "millicpu"),
          percent(usage, "rss"),
          percent(usage, "devices"),
          usage.path("devicesUnusable").asLong(),
          violations(one.path("violations")));
    });
    return table.toString();
  }

  private static String passedOver(JsonNode outcomes) {
    int changes = outcomes.path(1).path("passedOver").asInt();
    if (changes == 0) {
      return "";
    }
    var times = changes == 1 ? "once" : changes + " times";
    return "%nThe log changes its policy %s: that holds in the first line, and is passed over in the others."
        .formatted(times);
  }

  private static String violations(JsonNode byRule) {
    return byRule.isEmpty()
        ? "none"
        : byRule.properties().stream()
            .map(one -> one.getKey() + " " + one.getValue().asInt())
            .collect(Collectors.joining(", "));
  }

  private static String percent(JsonNode usage, String what) {
    long all = usage.path(what).asLong();
    return all == 0
        ? "-"
        : "%.1f %%".formatted(100.0 * usage.path(what + "Used").asLong() / all);
  }
}
