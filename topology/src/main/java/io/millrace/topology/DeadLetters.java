package io.millrace.topology;

import static io.millrace.topology.serde.MessageHeaders.DEAD_OFFSET;
import static io.millrace.topology.serde.MessageHeaders.DEAD_PARTITION;
import static io.millrace.topology.serde.MessageHeaders.DEAD_REASON;
import static io.millrace.topology.serde.MessageHeaders.DEAD_STAGE;
import static io.millrace.topology.serde.MessageHeaders.DEAD_TOPIC;

import io.millrace.topology.serde.MessageHeaders;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** How a record that cannot be handled is marked on its way to the dead letters. */
public final class DeadLetters {
  private DeadLetters() {}

  /** The record's own headers and, beside them, why it died and where it stood. */
  public static Headers headers(Headers found, RecordMetadata at, String stage, String reason) {
    var headers = new RecordHeaders(found);
    MessageHeaders.set(headers, DEAD_REASON, reason);
    MessageHeaders.set(headers, DEAD_TOPIC, at.topic());
    MessageHeaders.set(headers, DEAD_PARTITION, String.valueOf(at.partition()));
    MessageHeaders.set(headers, DEAD_OFFSET, String.valueOf(at.offset()));
    MessageHeaders.set(headers, DEAD_STAGE, stage);
    return headers;
  }
}
