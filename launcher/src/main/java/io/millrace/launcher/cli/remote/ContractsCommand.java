package io.millrace.launcher.cli.remote;

import io.millrace.launcher.cli.group.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace contracts}: the contracts of a running Millrace. */
@Command(
    name = "contracts",
    description = "Push, list, show and delete contracts.",
    subcommands = {
      ContractsPushCommand.class,
      ContractsListCommand.class,
      ContractsShowCommand.class,
      ContractsDeleteCommand.class
    },
    footer = {"", "Example: millrace contracts list"})
public final class ContractsCommand extends CommandGroup {}
