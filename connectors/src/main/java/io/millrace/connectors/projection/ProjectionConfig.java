package io.millrace.connectors.projection;

import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a projection reads, and how patient it is.
 *
 * @param name of the projection: names its group, and it in the dead letters
 * @param bootstrap {@code host:port} of brokers
 * @param topicNames what it reads; one that is not there yet is read once it is
 * @param instanceId a name that stays the same over restarts and that no other process has; null for none
 * @param mostRecords of one batch
 * @param firstPause before a failed write is tried again; each further pause is twice as long
 * @param longestPause between two tries
 */
public record ProjectionConfig(
    String name,
    String bootstrap,
    Topics topics,
    Set<String> topicNames,
    @Nullable String instanceId,
    int mostRecords,
    Duration firstPause,
    Duration longestPause) {
  public ProjectionConfig {
    topicNames = Set.copyOf(topicNames);
    if (topicNames.isEmpty()) {
      throw new IllegalArgumentException("projection %s: it reads no topic".formatted(name));
    }
    if (mostRecords < 1) {
      throw new IllegalArgumentException("mostRecords: %d is below 1".formatted(mostRecords));
    }
  }

  /** The defaults: batches of 1,000 records, and pauses from 100 ms to 5 s. */
  public static ProjectionConfig of(
      String name, String bootstrap, Topics topics, Set<String> topicNames) {
    return new ProjectionConfig(
        name,
        bootstrap,
        topics,
        topicNames,
        null,
        1000,
        Duration.ofMillis(100),
        Duration.ofSeconds(5));
  }

  /** Rejoins its group under this name at once, even after a kill. */
  public ProjectionConfig withInstanceId(String other) {
    return new ProjectionConfig(
        name, bootstrap, topics, topicNames, other, mostRecords, firstPause, longestPause);
  }

  /** The projection's group. */
  public String group() {
    return topics.prefix() + name;
  }
}
