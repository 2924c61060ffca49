package io.millrace.topology.serde;

import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The protocol's gRPC messages, straight between bytes and records: no message objects between, tensors read are views
 * of the bytes they came in. Contents are written raw and read raw or typed.
 */
public final class OipProtobuf {
  private OipProtobuf() {}

  /**
   * Reads a {@code ModelInferRequest}; its tensors share the bytes.
   *
   * @throws InvalidRequestException if it is none, or if its tensors contradict themselves
   */
  public static RequestBody readRequest(byte[] body) {
    var in = ProtobufReader.ofRequest(body);
    return new RequestBody(in.id, in.model, in.version, in.tensors(), in.wanted, in.parameters);
  }

  /** Writes a {@code ModelInferRequest}. */
  public static byte[] writeRequest(InferenceRequest request) {
    try {
      return ProtobufWriter.write(request);
    } catch (IOException e) {
      throw new UncheckedIOException("request %s into memory".formatted(request.id()), e);
    }
  }

  /**
   * Reads a {@code ModelInferResponse}; its tensors share the bytes.
   *
   * @param delivery as the record's headers have it
   * @throws InvalidRequestException if it is none
   */
  public static InferenceResult.Answered readAnswer(byte[] body, Delivery delivery) {
    var in = ProtobufReader.ofAnswer(body);
    return new InferenceResult.Answered(
        new RequestId(present("id", in.id)),
        new ModelName(present("model_name", in.model)),
        ModelVersion.of(present("model_version", in.version)),
        in.tensors(),
        TimingParameters.of(in.parameters),
        delivery);
  }

  /** Writes a {@code ModelInferResponse}. */
  public static byte[] writeAnswer(InferenceResult.Answered answer) {
    try {
      return ProtobufWriter.write(answer);
    } catch (IOException e) {
      throw new UncheckedIOException("answer %s into memory".formatted(answer.id()), e);
    }
  }

  static String present(String field, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      throw new InvalidRequestException(
          FailureCode.MALFORMED, "a result without \"%s\"".formatted(field));
    }
    return value;
  }
}
