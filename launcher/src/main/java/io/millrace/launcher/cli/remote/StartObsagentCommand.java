package io.millrace.launcher.cli.remote;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace start-obsagent}: starts the observation of an application. */
@Command(
    name = "start-obsagent",
    description = {
      "Observe an application as a file tells: its values go into the windows and functions of that.",
      "Without a file it is observed as it was before."
    },
    footer = {
      "",
      "Example: millrace start-obsagent --app cctvs --conf examples/agentConfig/cctvs/start.yaml"
    })
public final class StartObsagentCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private AgentCall agent;

  @Override
  public Integer call() throws IOException {
    return agent.run(server, rohe, "start");
  }
}
