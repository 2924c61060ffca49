package io.millrace.topology;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * How a topic is created.
 *
 * @param label names the topic's operators: its name without prefix, dashes for dots
 * @param retention how long records are kept; null keeps them for ever
 * @param compacted whether only each key's newest record is kept
 * @param maxMessageBytes the largest record the topic takes, headers included
 * @param appendTime whether records get the time at which they reach the log, whatever time they came with
 */
public record TopicSettings(
    String label,
    int partitions,
    @Nullable Duration retention,
    boolean compacted,
    int maxMessageBytes,
    boolean appendTime) {

  /** Whose records keep the time they come with. */
  public TopicSettings(
      String label,
      int partitions,
      @Nullable Duration retention,
      boolean compacted,
      int maxMessageBytes) {
    this(label, partitions, retention, compacted, maxMessageBytes, false);
  }

  /** The same, whose records get the time at which they reach the log. */
  public TopicSettings withAppendTime() {
    return new TopicSettings(label, partitions, retention, compacted, maxMessageBytes, true);
  }

  /** The topic's configuration as the broker takes it. */
  public Map<String, String> config() {
    var config = new LinkedHashMap<String, String>();
    config.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup());
    config.put(
        TopicConfig.RETENTION_MS_CONFIG,
        String.valueOf(retention == null ? -1 : retention.toMillis()));
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(maxMessageBytes));
    if (appendTime) {
      config.put(
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.toString());
    }
    return config;
  }

  private String cleanup() {
    return compacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
  }
}
