package io.millrace.launcher.cli.remote;

import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Which registration is meant, by the names of ROHE's command line. */
final class AppOptions {
  @Option(names = "--app", required = true, paramLabel = "APP", description = "The application.")
  private String app;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      defaultValue = "experiment1",
      description = "The run or experiment (default: ${DEFAULT-VALUE}).")
  private String run;

  @Option(
      names = "--user",
      paramLabel = "USER",
      defaultValue = "${sys:user.name}",
      description = "Who reports (default: the user here).")
  private String user;

  String name() {
    return app;
  }

  ObjectNode registration() {
    return RoheOptions.registration(app, run, user);
  }
}
