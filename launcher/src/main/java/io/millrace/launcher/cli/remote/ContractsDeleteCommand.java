package io.millrace.launcher.cli.remote;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace contracts delete}: takes a contract back. */
@Command(
    name = "delete",
    description = "Take a contract back; its open violations are withdrawn.",
    footer = {"", "Example: millrace contracts delete gold"})
final class ContractsDeleteCommand implements Callable<Integer> {
  @Mixin
  private ServerOptions server;

  @Parameters(index = "0", paramLabel = "ID", description = "The contract's id.")
  private String id;

  @Override
  public Integer call() {
    var deleted = server.api().deleteContract(id);
    server.out().println(server.json() ? deleted : "contract %s is taken back".formatted(id));
    return 0;
  }
}
