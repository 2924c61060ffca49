package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.topology.serde.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code millrace topics}: the topics on the log in a table. */
@Command(
    name = "topics",
    description = "List the topics with their settings and number of records.",
    footer = {"", "Example: millrace topics --server http://10.0.0.7:8080"})
public final class TopicsCommand implements Callable<Integer> {
  /** @param retentionMs how long records are kept; negative for ever */
  private record TopicState(
      String name, int partitions, String cleanup, long retentionMs, long records) {}

  @Mixin
  private ServerOptions server;

  @Override
  public Integer call() {
    var topics = server.api().topics();
    server.out().println(server.json() ? topics : table(topics));
    return 0;
  }

  private static Table table(JsonNode topics) {
    var table = Table.of("topic", "partitions", "cleanup", "retention", "records");
    for (var node : topics) {
      var topic = Json.MAPPER.treeToValue(node, TopicState.class);
      table.row(
          topic.name(), topic.partitions(), topic.cleanup(), retention(topic), topic.records());
    }
    return table;
  }

  private static String retention(TopicState topic) {
    return topic.cleanup().equals("compact") ? "newest of each key" : period(topic.retentionMs());
  }

  /** For example {@code 7 days}: in the largest unit that shows it whole. */
  static String period(long millis) {
    if (millis < 0) {
      return "for ever";
    }
    for (var unit : Unit.values()) {
      if (millis % unit.millis == 0 && millis > 0) {
        long count = millis / unit.millis;
        return count + " " + unit.name + (count == 1 ? "" : "s");
      }
    }
    return millis + " ms";
  }

  private enum Unit {
    DAY("day", Duration.ofDays(1)),
    HOUR("hour", Duration.ofHours(1)),
    MINUTE("minute", Duration.ofMinutes(1)),
    SECOND("second", Duration.ofSeconds(1));

    private final String name;
    private final long millis;

    Unit(String name, Duration length) {
      this.name = name;
      this.millis = length.toMillis();
    }
  }
}
