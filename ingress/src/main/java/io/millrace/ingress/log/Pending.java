package io.millrace.ingress.log;

import io.millrace.model.InferenceResult;
import java.util.concurrent.Executor;
import reactor.core.publisher.MonoSink;

/**
 * A call that waits for its reply.
 *
 * @param number the call's number in this process
 * @param partition of the results topic, where the reply will be
 * @param expiresAtNanos on the clock of {@link System#nanoTime()}
 * @param answerOn where the sink is completed
 */
record Pending(
    String id,
    long number,
    int partition,
    long expiresAtNanos,
    MonoSink<InferenceResult> sink,
    Executor answerOn) {

  void fail(Throwable failure) {
    answerOn.execute(() -> sink.error(failure));
  }
}
