package io.millrace.launcher.kafka;

import java.time.Duration;

/**
 * What may be chosen about the embedded broker.
 *
 * @param data where it keeps its log
 * @param listen where it listens
 * @param maxMessageBytes the largest record batch it takes
 * @param sessionTimeout how long the broker may stay silent before its own controller fences it; a restart after a
 *     kill waits for about as long
 */
public record EmbeddedKafkaConfig(
    DataDirectory data, Listen listen, int maxMessageBytes, Duration sessionTimeout) {
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;
  public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofMillis(1400);

  /** The defaults, at this place. */
  public static EmbeddedKafkaConfig of(DataDirectory data, Listen listen) {
    return new EmbeddedKafkaConfig(
        data, listen, DEFAULT_MAX_MESSAGE_BYTES, DEFAULT_SESSION_TIMEOUT);
  }
}
