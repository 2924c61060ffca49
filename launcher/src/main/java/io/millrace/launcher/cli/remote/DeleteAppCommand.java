package io.millrace.launcher.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace delete-app}: forgets a registration. */
@Command(
    name = "delete-app",
    description =
        "Delete the registration of an application; with the last one, how it is observed.",
    footer = {"", "Example: millrace delete-app --app cctvs --run experiment1 --user aaltosea1"})
public final class DeleteAppCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Mixin
  private RoheOptions rohe;

  @Mixin
  private AppOptions app;

  @Override
  public Integer call() {
    var answer = rohe.call(server, "DELETE", "/registration", app.registration());
    server
        .out()
        .println(server.json() ? answer : answer.path("response").path("result").asString(""));
    return 0;
  }
}
