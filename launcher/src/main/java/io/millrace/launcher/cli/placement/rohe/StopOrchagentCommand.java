package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace stop-orchagent}. */
@Command(
    name = "stop-orchagent",
    description = "Stop placing: what is added meanwhile waits.",
    footer = {"", "Example: millrace stop-orchagent"})
public final class StopOrchagentCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private ManagementFile file;

  @Override
  public Integer call() throws IOException {
    return file.call(server, rohe, "STOP AGENT", "stop_orchestration.yaml");
  }
}
