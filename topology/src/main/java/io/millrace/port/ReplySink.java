package io.millrace.port;

import io.millrace.model.InferenceResult;

/**
 * Takes results for callers in this process as soon as they are known. The log carries every result in any case; this is
 * a shorter way to a caller who accepts results that are not committed yet.
 */
@FunctionalInterface
public interface ReplySink {
  /** For where no callers are, or where they want committed results only. */
  ReplySink NONE = result -> {};

  /** Never waits and never throws; a result that nobody here asked for is passed over. */
  void offer(InferenceResult result);

  /** As {@link #offer}, of a request that may not be on the log yet: its caller is told once it is. */
  default void offerAhead(InferenceResult result) {
    offer(result);
  }
}
