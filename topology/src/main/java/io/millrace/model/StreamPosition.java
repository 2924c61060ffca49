package io.millrace.model;

import java.util.Objects;

/**
 * How far a mirror has come in a stream of RabbitMQ.
 *
 * @param mirror its name
 * @param topic to which it mirrors
 * @param next the offset that is to be read next
 */
public record StreamPosition(String mirror, String stream, String topic, long next) {
  public StreamPosition {
    Objects.requireNonNull(mirror, "mirror");
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(topic, "topic");
    if (next < 0) {
      throw new IllegalArgumentException("next: %d is below 0".formatted(next));
    }
  }
}
