package io.millrace.inference;

import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import io.millrace.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;

/** Makes requests that others answer into records that their topic takes. */
final class CallWriter {
  // Key, headers and what a record of its own costs beside them: an id and the names are short.
  private static final int OVERHEAD = 16 << 10;

  private final String topic;
  private final Serializer<InferenceRequest> serializer;
  private final int maxMessageBytes;

  CallWriter(Topic<String, InferenceRequest> calls) {
    this.topic = calls.name();
    this.serializer = calls.values().serializer();
    this.maxMessageBytes = calls.settings().maxMessageBytes();
  }

  /** @throws InvalidRequestException if it does not fit, as written anew it may take more bytes than as it came */
  Record<byte[], Outgoing> write(InferenceRequest call, long timestamp) {
    var headers = new RecordHeaders();
    var bytes = Objects.requireNonNull(serializer.serialize(topic, headers, call));
    if (bytes.length > maxMessageBytes - OVERHEAD) {
      throw new InvalidRequestException(
          FailureCode.TOO_LARGE,
          "the request takes %d bytes, the topic %s takes %d"
              .formatted(bytes.length, topic, maxMessageBytes - OVERHEAD));
    }
    var key = call.id().value().getBytes(StandardCharsets.UTF_8);
    return new Record<>(key, new Outgoing.Call(bytes), timestamp, headers);
  }
}
