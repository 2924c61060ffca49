package io.millrace.scheduler.log;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a record of the command log.
 *
 * @param command null where it cannot be read
 * @param decisions at least one
 * @param dead why the record goes to the dead letters; null: it does not
 */
public record Outcome(
    @Nullable PlacementCommand command,
    List<Decision> decisions,
    @Nullable String dead) {
  public Outcome {
    decisions = List.copyOf(decisions);
  }
}
