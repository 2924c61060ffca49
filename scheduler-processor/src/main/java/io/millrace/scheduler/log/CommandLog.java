package io.millrace.scheduler.log;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.Stamp;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.topology.serde.placement.CommandReader;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the command log into pools. What comes of a record follows from the log up to it and from nothing else, so the
 * stage that decides and whoever decides again come to the same bytes.
 */
public final class CommandLog {
  private static final Logger LOG = LoggerFactory.getLogger(CommandLog.class);

  private final Pools pools;

  public CommandLog(Pools pools) {
    this.pools = pools;
  }

  /** The pools, by their names. */
  public interface Pools {
    /** The pool as it is now; a new one is empty. */
    Scheduler of(String pool);

    /** The fold of a command broke off half way: the next {@link #of} gives the pool as it was before. */
    void restore(String pool);
  }

  /** What comes of the next record. */
  public Outcome fold(LoggedCommand record) {
    PlacementCommand command;
    try {
      command = CommandReader.read(record.pool(), record.value(), record.origin());
    } catch (IllegalArgumentException e) {
      return unreadable(record, String.valueOf(e.getMessage()));
    }
    var pool = String.valueOf(record.pool());
    try {
      return new Outcome(command, pools.of(pool).fold(command), null);
    } catch (RuntimeException e) {
      // A mistake of ours: the log must go on all the same, and nothing is half done.
      LOG.error(
          "pool {}: command {} could not be folded", pool, command.origin().id(), e);
      pools.restore(pool);
      return unreadable(record, "the command could not be folded: " + e);
    }
  }

  private static Outcome unreadable(LoggedCommand record, String reason) {
    var origin = CommandReader.origin(record.value(), record.origin());
    var stamp = new Stamp(origin.id(), 0, 0, 0, origin.cause());
    return new Outcome(null, List.of(new Decision.Refused(stamp, reason)), reason);
  }
}
