package io.millrace.launcher.cli.remote;

import io.millrace.launcher.cli.group.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace models}: the models of a running Millrace. */
@Command(
    name = "models",
    description = "Push, list, show and watch models.",
    subcommands = {
      ModelsPushCommand.class,
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsWatchCommand.class
    },
    footer = {"", "Example: millrace models list"})
public final class ModelsCommand extends CommandGroup {}
