package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace start-orchagent}. */
@Command(
    name = "start-orchagent",
    description = "Go on placing.",
    footer = {"", "Example: millrace start-orchagent"})
public final class StartOrchagentCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private ManagementFile file;

  @Override
  public Integer call() throws IOException {
    return file.call(server, rohe, "START AGENT", "start_orchestration.yaml");
  }
}
