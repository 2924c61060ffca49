package io.millrace.launcher.cli.placement;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace policy set}: another policy from now on. */
@Command(
    name = "set",
    description = "Place by another policy from now on. What stands is not moved.",
    footer = {"", "Example: millrace policy set spread.json"})
final class PolicySetCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A policy in JSON or YAML; what it leaves out is as in the default one.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    return pool.decide("PUT", "/policy", PolicyFile.read(file));
  }
}
