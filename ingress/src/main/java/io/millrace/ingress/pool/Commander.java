package io.millrace.ingress.pool;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import java.util.List;
import reactor.core.publisher.Mono;

/** Gives commands to pools. */
@FunctionalInterface
public interface Commander {
  /** What came of the command, at least one decision; fails where nobody decides in time. */
  Mono<List<Decision>> send(String pool, PlacementCommand command);
}
