package io.millrace.launcher.cli.placement;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace service scale}: more or fewer instances. */
@Command(
    name = "scale",
    description = "Want this many instances of a service.",
    footer = {"", "Example: millrace service scale detector 3"})
final class ServiceScaleCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
  private String id;

  @Parameters(index = "1", paramLabel = "N", description = "How many.")
  private int replicas;

  @Override
  public Integer call() {
    return pool.send(
        PoolCall.command("scale-service").put("service", id).put("replicas", replicas));
  }
}
