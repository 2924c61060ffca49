package io.millrace.port;

import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolChanges;
import java.util.List;

/** Counts what placement does. It is called for every command, by the stage's thread: it neither waits nor throws. */
public interface PlacementMeter {
  /** Counts nothing. */
  PlacementMeter NONE = new PlacementMeter() {};

  /**
   * A command was folded. If its transaction is undone, it is folded again.
   *
   * @param decisions what came of it
   * @param nanos that deciding took
   */
  default void decided(String pool, List<Decision> decisions, long nanos) {}

  /** What is different in the pool; all that there is, when this process takes it over. */
  default void changed(String pool, PoolChanges changes) {}

  /** The pools are not this process's any more. */
  default void left() {}
}
