package io.millrace.metrics.predictions;

import io.millrace.metrics.accuracy.ModelAccuracy;
import io.millrace.metrics.accuracy.join.GroundTruth;
import io.millrace.metrics.accuracy.join.Predicted;
import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.metrics.inputs.InputSummary;
import org.jspecify.annotations.Nullable;

/** What the parts of the stage send each other over its own topics. */
sealed interface Message {
  /** What goes to the join, keyed by request id. */
  sealed interface ToJoin extends Message {}

  /** What goes to the merge, keyed by model and version. */
  sealed interface ToMerge extends Message {}

  /** What a model answered; no more of it than the join needs. */
  record Slim(Predicted prediction) implements ToJoin {}

  /** What was true. */
  record Truth(GroundTruth truth) implements ToJoin {}

  /**
   * A partition's note of the time it has reached; it goes to every partition of what follows. What the partition sent
   * before, came before.
   *
   * @param time up to which all has been sent, ms on the log; {@link Long#MIN_VALUE} if that is not known yet
   * @param latest the latest time seen
   */
  record Reached(Origin origin, int partition, long time, long latest) implements ToJoin, ToMerge {}

  /** A window of one partition's answers, closed. */
  record ResultPart(ModelWindow window, ResultSummary summary) implements ToMerge {}

  /** A window of the inputs of one partition's answers, closed. */
  record InputPart(ModelWindow window, InputSummary summary) implements ToMerge {}

  /**
   * What one partition of the join knows of a window so far; it replaces what it knew before.
   *
   * @param partition of the join
   * @param until when nothing can be added any more, ms on the log
   */
  record AccuracyPart(AnswerWindow window, int partition, long until, ModelAccuracy accuracy)
      implements ToMerge {}

  /** What contracts are told, on its way to their topic. */
  record Told(SampleEvent event) implements Message {}

  /** What could not be read, on its way to the dead letters. */
  record Unreadable(byte @Nullable [] bytes) implements Message {}
}
