package io.millrace.ingress.log;

import io.millrace.model.InferenceResult;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/** A call that waits for its reply. */
final class Pending {
  private static final Object WRITTEN = new Object();

  private final String id;
  private final long number;
  private final int partition;
  private final long expiresAtNanos;
  private final MonoSink<InferenceResult> sink;
  private final Executor answerOn;
  // What came first of two: that the request is on the log, or its result from ahead of the log.
  private final AtomicReference<@Nullable Object> first = new AtomicReference<>();

  /**
   * @param number the call's number in this process
   * @param partition of the results topic, where the reply will be
   * @param expiresAtNanos on the clock of {@link System#nanoTime()}
   * @param answerOn where the sink is completed
   */
  Pending(
      String id,
      long number,
      int partition,
      long expiresAtNanos,
      MonoSink<InferenceResult> sink,
      Executor answerOn) {
    this.id = id;
    this.number = number;
    this.partition = partition;
    this.expiresAtNanos = expiresAtNanos;
    this.sink = sink;
    this.answerOn = answerOn;
  }

  String id() {
    return id;
  }

  long number() {
    return number;
  }

  int partition() {
    return partition;
  }

  long expiresAtNanos() {
    return expiresAtNanos;
  }

  MonoSink<InferenceResult> sink() {
    return sink;
  }

  Executor answerOn() {
    return answerOn;
  }

  /** The request is on the log; gives the result that has waited for that, if one has. */
  @Nullable
  InferenceResult written() {
    return first.compareAndSet(null, WRITTEN) || first.get() == WRITTEN
        ? null
        : (InferenceResult) first.get();
  }

  /** Keeps a result from ahead of the log until the request is on it; false where it is already. */
  boolean keep(InferenceResult result) {
    return first.compareAndSet(null, result);
  }

  void fail(Throwable failure) {
    answerOn.execute(() -> sink.error(failure));
  }
}
