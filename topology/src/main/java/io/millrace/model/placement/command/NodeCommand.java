package io.millrace.model.placement.command;

import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;

/** A command about one node. */
public sealed interface NodeCommand extends PlacementCommand {
  /** The node's id. */
  String node();

  /**
   * Refused where the id is known already, unless the node is lost: then it is as announced now,
   * in the state that it was given before.
   */
  record Add(Origin origin, NodeSpec spec) implements NodeCommand {
    @Override
    public String node() {
      return spec.id();
    }
  }

  /** Replaces what is known of a node. What does not fit any more is placed elsewhere. */
  record Update(Origin origin, NodeSpec spec) implements NodeCommand {
    @Override
    public String node() {
      return spec.id();
    }
  }

  /** Cordons, drains or loses a node, or makes it ready. */
  record Change(Origin origin, String node, NodeState to) implements NodeCommand {}

  /**
   * A lost node is heard again: it has the state that it was given before, so that one that was
   * cordoned stays so. Refused where it is not lost.
   */
  record Return(Origin origin, String node) implements NodeCommand {}

  /** Forgets a node; its instances are placed elsewhere. */
  record Remove(Origin origin, String node) implements NodeCommand {}
}
