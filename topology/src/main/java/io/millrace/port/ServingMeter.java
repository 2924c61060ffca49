package io.millrace.port;

import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;

/** Counts what serving does. It is called for every request, by many threads: it neither waits nor throws. */
public interface ServingMeter {
  /** The code of a call or request that was answered. */
  String OK = "OK";

  /** Counts nothing. */
  ServingMeter NONE = new ServingMeter() {};

  /**
   * A call at the door has ended.
   *
   * @param model empty where the call named none that is known
   * @param version empty likewise
   * @param code {@link #OK}, or why there is no answer
   * @param nanos from when its head was read until its answer was known
   */
  default void called(String model, String version, String code, long nanos) {}

  /**
   * A model has run.
   *
   * @param requests that it ran for
   * @param rows of these requests
   * @param nanos that it took
   */
  default void ran(ModelName model, ModelVersion version, int requests, long rows, long nanos) {}

  /** A request has its result. If a transaction is undone, it may get it again. */
  default void resulted(InferenceResult result) {}
}
