package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace remove-node}. */
@Command(
    name = "remove-node",
    description = "Remove the nodes of a file; all of them where none is given, as ROHE does.",
    footer = {"", "Example: millrace remove-node"})
public final class RemoveNodeCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private ManagementFile file;

  @Override
  public Integer call() throws IOException {
    return file.call(server, rohe, "REMOVE ALL NODE", "remove_node.yaml");
  }
}
