package io.millrace.ingress.infer;

import io.millrace.model.InferenceResult;
import reactor.core.publisher.Mono;

/** Takes calls to where models run, and brings the results back. */
public interface RequestLog {
  /**
   * Sends the call when subscribed to.
   *
   * @return the call's result; fails with {@link io.millrace.ingress.http.RefusedException} where there is none: not
   *     admitted, log away, or deadline passed. Such a call may still be run, but nobody else gets its result.
   */
  Mono<InferenceResult> ask(Call call);
}
