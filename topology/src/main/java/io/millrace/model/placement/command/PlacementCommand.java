package io.millrace.model.placement.command;

/** Something that can change a placement. Commands of a pool are in one order. */
public sealed interface PlacementCommand permits ServiceCommand, NodeCommand, PoolCommand {
  Origin origin();
}
