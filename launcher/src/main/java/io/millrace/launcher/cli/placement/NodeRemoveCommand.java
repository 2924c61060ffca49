package io.millrace.launcher.cli.placement;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace node remove}: a machine leaves a pool. */
@Command(
    name = "remove",
    description =
        "Remove a node at once; what ran there is placed elsewhere. Drain it first to lose nothing.",
    footer = {"", "Example: millrace node remove edge-1"})
final class NodeRemoveCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(index = "0", paramLabel = "NODE", description = "The node.")
  private String id;

  @Override
  public Integer call() {
    return pool.send(PoolCall.command("remove-node").put("node", id));
  }
}
