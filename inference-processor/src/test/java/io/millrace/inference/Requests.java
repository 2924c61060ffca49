package io.millrace.inference;

import io.millrace.model.Delivery;
import io.millrace.model.Encoding;
import io.millrace.model.InferenceRequest;
import io.millrace.model.ModelName;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import io.millrace.port.ServingMeter;
import io.millrace.topology.serde.InferenceRequestSerde;
import io.millrace.topology.serde.Tensors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Requests as they stand on the log. */
final class Requests {
  static final String TOPIC = "requests";
  static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private Requests() {}

  /** Batches by the look at a poll alone: no request runs before it is on the log. */
  static BatchAhead lookAhead(RequestReader reader, InferenceConfig config, Early early) {
    var clocks = new Clocks(() -> NOW, System::nanoTime);
    var counters = new BatchCounters(ServingMeter.NONE);
    var none = new RunAhead(reader, config, clocks, counters, Early.NONE);
    return new BatchAhead(TOPIC, reader, config, clocks, counters, early, none);
  }

  /** A row of two floats. */
  static Tensor pair(float value) {
    return Tensors.floats("x", Shape.of(1, 2), value, value);
  }

  static InferenceRequest request(String model, Tensor input, @Nullable Instant expiry) {
    return new InferenceRequest(
        new RequestId("r-%08x".formatted(input.hashCode())),
        new ModelName(model),
        null,
        List.of(input),
        List.of(),
        Map.of(),
        new Delivery(Encoding.PROTOBUF, expiry, null, null));
  }

  static ConsumerRecord<byte[], byte[]> record(long offset, InferenceRequest request) {
    return record(offset, new byte[0], request);
  }

  static ConsumerRecord<byte[], byte[]> record(long offset, byte[] key, InferenceRequest request) {
    var headers = new RecordHeaders();
    var bytes = new InferenceRequestSerde().serializer().serialize(TOPIC, headers, request);
    return record(offset, key, bytes, headers);
  }

  static ConsumerRecord<byte[], byte[]> record(
      long offset, byte[] key, byte[] value, RecordHeaders headers) {
    return new ConsumerRecord<>(
        TOPIC,
        0,
        offset,
        NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        headers,
        Optional.empty());
  }
}
