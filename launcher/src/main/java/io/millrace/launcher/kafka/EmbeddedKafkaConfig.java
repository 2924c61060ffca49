package io.millrace.launcher.kafka;

/**
 * What may be chosen about the embedded broker.
 *
 * @param data where it keeps its log
 * @param listen where it listens
 * @param maxMessageBytes the largest record batch it takes
 */
public record EmbeddedKafkaConfig(DataDirectory data, Listen listen, int maxMessageBytes) {
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

  /** The defaults, at this place. */
  public static EmbeddedKafkaConfig of(DataDirectory data, Listen listen) {
    return new EmbeddedKafkaConfig(data, listen, DEFAULT_MAX_MESSAGE_BYTES);
  }
}
