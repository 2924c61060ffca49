package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace get-node}. */
@Command(
    name = "get-node",
    description = "Show all nodes in ROHE's form.",
    footer = {"", "Example: millrace get-node"})
public final class GetNodeCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private ManagementFile file;

  @Override
  public Integer call() throws IOException {
    return file.call(server, rohe, "GET ALL NODES", "get_node.yaml");
  }
}
