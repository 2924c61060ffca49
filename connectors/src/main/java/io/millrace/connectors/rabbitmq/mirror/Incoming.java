package io.millrace.connectors.rabbitmq.mirror;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a message of a stream.
 *
 * @param record to be written; null if the message is passed over
 */
record Incoming(Kind kind, @Nullable ProducerRecord<byte[], byte[]> record) {
  /** It came from the very topic. */
  static final Incoming SKIPPED = new Incoming(Kind.SKIPPED, null);

  /** Another is filtered for. */
  static final Incoming UNWANTED = new Incoming(Kind.UNWANTED, null);

  /** How it is counted. */
  enum Kind {
    MIRRORED,
    REFUSED,
    SKIPPED,
    UNWANTED
  }
}
