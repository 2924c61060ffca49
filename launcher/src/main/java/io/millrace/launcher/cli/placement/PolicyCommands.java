package io.millrace.launcher.cli.placement;

import io.millrace.launcher.cli.group.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace policy}: the rules by which a pool places. */
@Command(
    name = "policy",
    description = "The rules by which a pool places.",
    subcommands = {PolicyShowCommand.class, PolicySetCommand.class, PolicyVersionsCommand.class},
    footer = {"", "Example: millrace policy show"})
public final class PolicyCommands extends CommandGroup {}
