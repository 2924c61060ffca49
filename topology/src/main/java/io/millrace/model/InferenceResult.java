package io.millrace.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a request: every request has exactly one. */
public sealed interface InferenceResult {
  RequestId id();

  Delivery delivery();

  /** The model answered. */
  record Answered(
      RequestId id,
      ModelName model,
      ModelVersion version,
      List<Tensor> outputs,
      Timings timings,
      Delivery delivery)
      implements InferenceResult {}

  /**
   * The request has no answer.
   *
   * @param model as the request named it; null where it named none
   * @param reason what was wrong, which and the value
   */
  record Failed(
      RequestId id,
      @Nullable String model,
      @Nullable String version,
      FailureCode code,
      String reason,
      Delivery delivery)
      implements InferenceResult {}
}
