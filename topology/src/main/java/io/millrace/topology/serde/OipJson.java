package io.millrace.topology.serde;

import io.millrace.model.Delivery;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;

/** Stub. */
@SuppressWarnings("DoNotCallSuggester")
public final class OipJson {
  private OipJson() {}

  public static RequestBody readRequest(byte[] body) {
    throw new UnsupportedOperationException();
  }

  public static byte[] writeRequest(InferenceRequest request) {
    throw new UnsupportedOperationException();
  }

  public static InferenceResult.Answered readAnswer(byte[] body, Delivery delivery) {
    throw new UnsupportedOperationException();
  }

  public static byte[] writeAnswer(InferenceResult.Answered answer) {
    throw new UnsupportedOperationException();
  }

  public static InferenceResult.Failed readFailure(byte[] body, Delivery delivery) {
    throw new UnsupportedOperationException();
  }

  public static byte[] writeFailure(InferenceResult.Failed failure) {
    throw new UnsupportedOperationException();
  }

  static boolean isFailure(byte[] body) {
    throw new UnsupportedOperationException();
  }
}
