package io.millrace.topology.serde;

import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Results: answers in their request's form, failures as JSON; {@code ce_type} tells them apart. */
public final class InferenceResultSerde implements Serde<InferenceResult> {

  @Override
  public Serializer<InferenceResult> serializer() {
    return new Writer();
  }

  @Override
  public Deserializer<InferenceResult> deserializer() {
    return new Reader();
  }

  private static final class Writer implements Serializer<InferenceResult> {
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable InferenceResult result) {
      return serialize(topic, new RecordHeaders(), result);
    }

    @Override
    public byte @Nullable [] serialize(
        String topic, Headers headers, @Nullable InferenceResult result) {
      if (result instanceof InferenceResult.Answered answer) {
        var body = body(answer);
        WrittenHeaders.set(headers, answer);
        return body;
      }
      if (result instanceof InferenceResult.Failed failure) {
        WrittenHeaders.set(headers, failure);
        return OipJson.writeFailure(failure);
      }
      return null;
    }

    private static byte[] body(InferenceResult.Answered answer) {
      return switch (answer.delivery().encoding()) {
        case JSON -> OipJson.writeAnswer(answer);
        case PROTOBUF -> OipProtobuf.writeAnswer(answer);
      };
    }
  }

  private static final class Reader implements Deserializer<InferenceResult> {
    @Override
    public @Nullable InferenceResult deserialize(String topic, byte @Nullable [] bytes) {
      return deserialize(topic, new RecordHeaders(), bytes);
    }

    @Override
    public @Nullable InferenceResult deserialize(
        String topic, Headers headers, byte @Nullable [] bytes) {
      if (bytes == null) {
        return null;
      }
      try {
        return read(RequestHeaders.of(headers), bytes);
      } catch (InvalidRequestException e) {
        throw new SerializationException("topic %s: no result: %s".formatted(topic, e.reason()), e);
      }
    }

    private static InferenceResult read(RequestHeaders headers, byte[] bytes) {
      var delivery = headers.delivery(headers.encoding());
      if (MessageHeaders.FAILURE_TYPE.equals(headers.type())) {
        return OipJson.readFailure(bytes, delivery);
      }
      return switch (delivery.encoding()) {
        case JSON -> OipJson.readResult(bytes, delivery);
        case PROTOBUF -> OipProtobuf.readAnswer(bytes, delivery);
      };
    }
  }
}
