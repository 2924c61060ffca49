package io.millrace.topology;

import java.util.Map;

/** Settings of Kafka Streams for a purpose. All leave {@code linger.ms} at 0 but the one for backlogs. */
public enum Profile {
  /** Exactly once; callers get replies before the commit. */
  DURABLE_FAST(Map.of(
      "processing.guarantee", "exactly_once_v2",
      "commit.interval.ms", 100,
      "poll.ms", 20,
      "producer.linger.ms", 0)),
  /** Exactly once; no reply before its commit. */
  STRICT(Map.of(
      "processing.guarantee", "exactly_once_v2",
      "commit.interval.ms", 10,
      "poll.ms", 5,
      "producer.linger.ms", 0)),
  /** At least once, for callers to whom a second answer does no harm. */
  FAST(Map.of(
      "processing.guarantee", "at_least_once",
      "commit.interval.ms", 1000,
      "poll.ms", 5,
      "producer.linger.ms", 0)),
  /** Exactly once in large batches, for a backlog. */
  BULK(Map.of(
      "processing.guarantee",
      "exactly_once_v2",
      "commit.interval.ms",
      500,
      "poll.ms",
      50,
      "producer.linger.ms",
      20,
      "producer.batch.size",
      128 << 10,
      "producer.compression.type",
      "lz4"));

  // Map.of makes them immutable, which its type does not tell.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Map<String, Object> settings;

  Profile(Map<String, Object> settings) {
    this.settings = settings;
  }

  public Map<String, Object> settings() {
    return settings;
  }

  /** Whether callers may be answered from results that are not committed yet. */
  public boolean repliesBeforeCommit() {
    return this != STRICT;
  }

  /** The name on the command line, such as {@code durable-fast}. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
