package io.millrace.launcher.cli.placement;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code millrace policy show}: the policy in force. */
@Command(
    name = "show",
    description = "Show the policy in force, as policy set takes it.",
    footer = {"", "Example: millrace policy show"})
final class PolicyShowCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Override
  public Integer call() {
    var policy = pool.read("/policy");
    pool.out().println(pool.json() ? policy : policy.toPrettyString());
    return 0;
  }
}
