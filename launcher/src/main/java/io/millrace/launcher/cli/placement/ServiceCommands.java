package io.millrace.launcher.cli.placement;

import io.millrace.launcher.cli.group.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace service}: the services of a pool. */
@Command(
    name = "service",
    description = "The services of a pool.",
    subcommands = {
      ServiceAddCommand.class,
      ServiceGetCommand.class,
      ServiceScaleCommand.class,
      ServiceRemoveCommand.class
    },
    footer = {"", "Example: millrace service get"})
public final class ServiceCommands extends CommandGroup {}
