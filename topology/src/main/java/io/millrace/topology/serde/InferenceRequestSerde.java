package io.millrace.topology.serde;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InvalidRequestException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Requests in the form their delivery names, with what a broker or another client needs in the headers. Stages read
 * through {@link RequestDecoder}, which also knows the record's key, place and time.
 */
public final class InferenceRequestSerde implements Serde<InferenceRequest> {

  @Override
  public Serializer<InferenceRequest> serializer() {
    return new Writer();
  }

  @Override
  public Deserializer<InferenceRequest> deserializer() {
    return new Reader();
  }

  private static final class Writer implements Serializer<InferenceRequest> {
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable InferenceRequest request) {
      return request == null ? null : body(request);
    }

    @Override
    public byte @Nullable [] serialize(
        String topic, Headers headers, @Nullable InferenceRequest request) {
      if (request == null) {
        return null;
      }
      var body = body(request);
      WrittenHeaders.set(headers, request);
      return body;
    }

    private static byte[] body(InferenceRequest request) {
      return switch (request.delivery().encoding()) {
        case JSON -> OipJson.writeRequest(request);
        case PROTOBUF -> OipProtobuf.writeRequest(request);
      };
    }
  }

  private static final class Reader implements Deserializer<InferenceRequest> {
    @Override
    public @Nullable InferenceRequest deserialize(String topic, byte @Nullable [] bytes) {
      return deserialize(topic, new RecordHeaders(), bytes);
    }

    @Override
    public @Nullable InferenceRequest deserialize(
        String topic, Headers headers, byte @Nullable [] bytes) {
      if (bytes == null) {
        return null;
      }
      try {
        return RequestDecoder.decode(headers, bytes);
      } catch (InvalidRequestException e) {
        throw new SerializationException(
            "topic %s: no request: %s".formatted(topic, e.reason()), e);
      }
    }
  }
}
