package io.millrace.launcher.cli.placement;

import io.millrace.launcher.cli.group.CommandGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace node}: the nodes of a pool. */
@Command(
    name = "node",
    description = "The nodes of a pool.",
    subcommands = {
      NodeAddCommand.class,
      NodeGetCommand.class,
      NodeRemoveCommand.class,
      NodeAgentCommand.class
    },
    footer = {"", "Example: millrace node get"})
public final class NodeCommands extends CommandGroup {
  @Command(
      name = "cordon",
      description = "Place nothing new on a node.",
      footer = {"", "Example: millrace node cordon edge-1"})
  int cordon(@Mixin PoolCall pool, @Mixin OneNode node) {
    return node.becomes("cordoned", pool);
  }

  @Command(
      name = "uncordon",
      description = "Let a node take instances again.",
      footer = {"", "Example: millrace node uncordon edge-1"})
  int uncordon(@Mixin PoolCall pool, @Mixin OneNode node) {
    return node.becomes("ready", pool);
  }

  @Command(
      name = "drain",
      description = "Place nothing new on a node, and move away what runs there.",
      footer = {"", "Example: millrace node drain edge-1"})
  int drain(@Mixin PoolCall pool, @Mixin OneNode node) {
    return node.becomes("draining", pool);
  }

  /** The node that is meant. */
  static final class OneNode {
    @Parameters(index = "0", paramLabel = "NODE", description = "The node.")
    private String id;

    private int becomes(String state, PoolCall pool) {
      return pool.send(PoolCall.command("change-node").put("node", id).put("to", state));
    }
  }
}
