package io.millrace.launcher.cli.remote;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace stop-obsagent}: ends the observation of an application. */
@Command(
    name = "stop-obsagent",
    description = {
      "Stop observing an application: its values go into no windows until it is started again."
    },
    footer = {"", "Example: millrace stop-obsagent --app cctvs"})
public final class StopObsagentCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private AgentCall agent;

  @Override
  public Integer call() throws IOException {
    return agent.run(server, rohe, "stop");
  }
}
