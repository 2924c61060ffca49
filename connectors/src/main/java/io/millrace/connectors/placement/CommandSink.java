package io.millrace.connectors.placement;

import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.PlacementCommand;

/** Where commands go. */
@FunctionalInterface
public interface CommandSink {
  /** Returns when the command is on the log, and throws if it is not known to be there. */
  void send(PoolName pool, PlacementCommand command);
}
