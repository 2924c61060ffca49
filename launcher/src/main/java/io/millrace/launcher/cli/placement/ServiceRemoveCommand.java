package io.millrace.launcher.cli.placement;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace service remove}: ends a service. */
@Command(
    name = "remove",
    description = "End all instances of a service and forget it.",
    footer = {"", "Example: millrace service remove detector"})
final class ServiceRemoveCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
  private String id;

  @Override
  public Integer call() {
    return pool.send(PoolCall.command("remove-service").put("service", id));
  }
}
