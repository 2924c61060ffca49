package io.millrace.connectors.rabbitmq.mirror;

import io.millrace.topology.DeadLetters;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Makes dead letters of what cannot be mirrored. */
final class Letters {
  private static final int OF_OTHERS = 64 << 10;

  private final String stage;
  private final String topic;
  private final int most;

  /** @param largest that can be written */
  Letters(MirrorConfig config, int largest) {
    this.stage = "mirror-" + config.name();
    var letters = config.topics().deadLetters();
    this.topic = letters.name();
    this.most = Math.min(largest, letters.settings().maxMessageBytes()) - OF_OTHERS;
  }

  /** Where a record or a message stood. */
  record Place(String topic, int partition, long offset) implements RecordMetadata {}

  /** Where even the dead letters cannot hold it, they get its place and the reason. */
  ProducerRecord<byte[], byte[]> letter(
      byte @Nullable [] key, byte @Nullable [] value, Headers headers, Place at, String reason) {
    boolean fits = Sizes.of(key, value, headers) <= most;
    var marked = DeadLetters.headers(
        fits ? headers : new RecordHeaders(),
        at,
        stage,
        fits ? reason : reason + "; too large to be kept here");
    return new ProducerRecord<>(topic, null, fits ? key : null, fits ? value : null, marked);
  }
}
