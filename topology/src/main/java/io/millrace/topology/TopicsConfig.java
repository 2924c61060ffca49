package io.millrace.topology;

import java.time.Duration;

/**
 * What the topics have in common.
 *
 * @param prefix stands before every topic's name
 * @param partitions of the topics that carry traffic
 * @param retention of requests, results and dead letters
 * @param maxMessageBytes the largest request or result
 */
public record TopicsConfig(String prefix, int partitions, Duration retention, int maxMessageBytes) {
  public static final TopicsConfig DEFAULTS =
      new TopicsConfig("millrace.", 4, Duration.ofDays(7), 16 << 20);

  public TopicsConfig {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: %d is below 1".formatted(partitions));
    }
    if (!prefix.matches("[a-zA-Z0-9._-]*")) {
      throw new IllegalArgumentException(
          "prefix: \"%s\" holds more than letters, digits, '.', '_' and '-'".formatted(prefix));
    }
  }

  public TopicsConfig withPrefix(String other) {
    return new TopicsConfig(other, partitions, retention, maxMessageBytes);
  }

  public TopicsConfig withPartitions(int other) {
    return new TopicsConfig(prefix, other, retention, maxMessageBytes);
  }
}
