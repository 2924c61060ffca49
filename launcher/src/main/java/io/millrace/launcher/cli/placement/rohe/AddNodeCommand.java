package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace add-node}. */
@Command(
    name = "add-node",
    description = "Add nodes in ROHE's form.",
    footer = {"", "Example: millrace add-node --conf add_node.yaml"})
public final class AddNodeCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private ManagementFile file;

  @Override
  public Integer call() throws IOException {
    return file.callWithFile(server, rohe, "ADD NODE", "add_node.yaml");
  }
}
