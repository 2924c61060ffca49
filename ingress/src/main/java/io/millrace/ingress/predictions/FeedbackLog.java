package io.millrace.ingress.predictions;

import io.millrace.topology.serde.FeedbackReader;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where feedback goes. */
@FunctionalInterface
public interface FeedbackLog {
  /**
   * Writes what became of a body: feedback under the ids of its requests, what was refused to the dead letters.
   *
   * @return completes once all of it is on the log; fails with a {@link io.millrace.ingress.http.RefusedException} if
   *     any of it is not, though some may be
   */
  Mono<Void> write(List<FeedbackReader.Entry> entries);
}
