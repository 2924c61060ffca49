package io.millrace.inference;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import org.jspecify.annotations.Nullable;

/**
 * What the look-ahead made of one record: a job in a chunk, a failure that is known already, or a request for others.
 *
 * @param call the request as it is passed on; null where it is answered here
 * @param deadLetter why the record goes to the dead letters; null where it could be read
 */
record Slot(
    long offset,
    @Nullable Job job,
    @Nullable Chunk chunk,
    @Nullable InferenceResult failure,
    @Nullable String deadLetter,
    @Nullable InferenceRequest call) {
  static Slot of(long offset, Job job, Chunk chunk) {
    return new Slot(offset, job, chunk, null, null, null);
  }

  static Slot of(long offset, InferenceResult failure, @Nullable String deadLetter) {
    return new Slot(offset, null, null, failure, deadLetter, null);
  }

  static Slot of(long offset, InferenceRequest call) {
    return new Slot(offset, null, null, null, null, call);
  }
}
