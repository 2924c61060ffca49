package io.millrace.ingress.qoa;

import io.millrace.topology.serde.qoa.ReportReader;
import java.util.List;
import reactor.core.publisher.Mono;

/** Where reports go. */
public interface ReportLog {
  /**
   * Writes what became of a body: reports each under its source, what was refused to the dead letters.
   *
   * @return completes once all of it is on the log; fails with a {@link io.millrace.ingress.http.RefusedException} if
   *     any of it is not, though some may be
   */
  Mono<Void> write(List<ReportReader.Entry> entries);
}
