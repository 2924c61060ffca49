package io.millrace.launcher.cli.bridge;

import io.millrace.launcher.cli.group.CommandGroup;
import picocli.CommandLine.Command;

/** {@code millrace bridge}: what is carried between Kafka and RabbitMQ by a process of its own. */
@Command(
    name = "bridge",
    description = "Mirror topics to streams of RabbitMQ, and back.",
    subcommands = MirrorCommand.class)
public final class BridgeCommand extends CommandGroup {}
