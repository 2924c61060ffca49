package io.millrace.model.placement.state;

import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;

/**
 * A node of a pool.
 *
 * @param ordinal of two nodes the one that was added first has the lower one
 * @param state as it is now
 * @param given the state that it was given last, which it has again when it was lost and is back; never lost
 */
public record NodeEntry(long ordinal, NodeSpec spec, NodeState state, NodeState given) {
  public NodeEntry {
    if (given == NodeState.LOST) {
      throw new IllegalArgumentException(
          "node %s: nobody gives the state %s".formatted(spec.id(), given));
    }
  }

  /** A node that was given its state; one that is lost was ready before. */
  public NodeEntry(long ordinal, NodeSpec spec, NodeState state) {
    this(ordinal, spec, state, state == NodeState.LOST ? NodeState.READY : state);
  }
}
