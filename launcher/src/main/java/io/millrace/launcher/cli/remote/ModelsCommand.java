package io.millrace.launcher.cli.remote;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millrace models}: the models of a running Millrace. */
@Command(
    name = "models",
    description = "Push, list and show models.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsPushCommand.class, ModelsListCommand.class, ModelsShowCommand.class},
    footer = {"", "Example: millrace models list"})
public final class ModelsCommand implements Runnable {
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }
}
