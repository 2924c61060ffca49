package io.millrace.topology.serde;

import io.millrace.model.Delivery;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;

/** The protocol's REST bodies, token by token between bytes and records. */
public final class OipJson {
  private OipJson() {}

  /**
   * Reads a request.
   *
   * @throws InvalidRequestException if it is none, or if its tensors contradict themselves
   */
  public static RequestBody readRequest(byte[] body) {
    var in = JsonReader.ofRequest(body);
    return new RequestBody(
        in.id, in.model, in.version, in.presentTensors(), in.wanted, in.parameters);
  }

  /**
   * Writes a request.
   *
   * @throws InvalidRequestException if a tensor holds what JSON cannot carry
   */
  public static byte[] writeRequest(InferenceRequest request) {
    return JsonWriter.write(request);
  }

  /**
   * Reads an answer.
   *
   * @param delivery as the record's headers have it
   * @throws InvalidRequestException if it is none
   */
  public static InferenceResult.Answered readAnswer(byte[] body, Delivery delivery) {
    return answered(JsonReader.ofResult(body), delivery);
  }

  /**
   * Writes an answer.
   *
   * @throws InvalidRequestException if a tensor holds what JSON cannot carry
   */
  public static byte[] writeAnswer(InferenceResult.Answered answer) {
    return JsonWriter.write(answer);
  }

  /**
   * Reads a failure.
   *
   * @param delivery as the record's headers have it
   * @throws InvalidRequestException if it is none
   */
  public static InferenceResult.Failed readFailure(byte[] body, Delivery delivery) {
    return failed(JsonReader.ofResult(body), delivery);
  }

  /** Writes a failure: {@code {"error": ..., "code": ..., "id": ...}}. */
  public static byte[] writeFailure(InferenceResult.Failed failure) {
    return JsonWriter.write(failure);
  }

  /** An answer, or a failure where the body has an error. */
  static InferenceResult readResult(byte[] body, Delivery delivery) {
    var in = JsonReader.ofResult(body);
    return in.error == null ? answered(in, delivery) : failed(in, delivery);
  }

  private static InferenceResult.Answered answered(JsonReader in, Delivery delivery) {
    return new InferenceResult.Answered(
        new RequestId(OipProtobuf.present("id", in.id)),
        new ModelName(OipProtobuf.present("model_name", in.model)),
        ModelVersion.of(OipProtobuf.present("model_version", in.version)),
        in.presentTensors(),
        TimingParameters.of(in.parameters),
        delivery);
  }

  private static InferenceResult.Failed failed(JsonReader in, Delivery delivery) {
    return new InferenceResult.Failed(
        new RequestId(OipProtobuf.present("id", in.id)),
        in.model,
        in.version,
        code(OipProtobuf.present("code", in.code)),
        OipProtobuf.present("error", in.error),
        delivery);
  }

  private static FailureCode code(String text) {
    for (var code : FailureCode.values()) {
      if (code.name().equals(text)) {
        return code;
      }
    }
    throw new InvalidRequestException(
        FailureCode.MALFORMED, "\"code\": \"%s\" is none of ours".formatted(Utf8.shortened(text)));
  }
}
