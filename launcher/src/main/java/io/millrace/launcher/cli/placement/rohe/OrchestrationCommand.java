package io.millrace.launcher.cli.placement.rohe;

import io.millrace.launcher.cli.group.CommandGroup;
import io.millrace.launcher.cli.remote.RoheOptions;
import io.millrace.launcher.cli.remote.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code millrace orchestration}: as ROHE's later command lines group it. */
@Command(
    name = "orchestration",
    description = "Nodes and services by the names of ROHE's later command lines.",
    footer = {"", "Example: millrace orchestration add-node-from-file nodes.json"})
public final class OrchestrationCommand extends CommandGroup {
  @Command(
      name = "add-node-from-file",
      description = "Add the nodes of a file.",
      footer = {"", "Example: millrace orchestration add-node-from-file nodes.json"})
  int addNodeFromFile(
      @Mixin ServerOptions server,
      @Mixin RoheOptions rohe,
      @Parameters(index = "0", paramLabel = "FILE", description = "A file of ROHE's.") Path file)
      throws IOException {
    return ManagementCall.run(server, rohe, "ADD NODE", file);
  }

  @Command(
      name = "add-service-from-file",
      description = "Add the services of a file.",
      footer = {"", "Example: millrace orchestration add-service-from-file services.json"})
  int addServiceFromFile(
      @Mixin ServerOptions server,
      @Mixin RoheOptions rohe,
      @Parameters(index = "0", paramLabel = "FILE", description = "A file of ROHE's.") Path file)
      throws IOException {
    return ManagementCall.run(server, rohe, "ADD SERVICE", file);
  }

  @Command(
      name = "get-nodes",
      aliases = "get-node",
      description = "Show all nodes.",
      footer = {"", "Example: millrace orchestration get-nodes"})
  int getNodes(@Mixin ServerOptions server, @Mixin RoheOptions rohe) throws IOException {
    return ManagementCall.run(server, rohe, "GET ALL NODES", null);
  }

  @Command(
      name = "get-services",
      aliases = "get-service",
      description = "Show all services.",
      footer = {"", "Example: millrace orchestration get-services"})
  int getServices(@Mixin ServerOptions server, @Mixin RoheOptions rohe) throws IOException {
    return ManagementCall.run(server, rohe, "GET ALL SERVICES", null);
  }

  @Command(
      name = "remove-all-nodes",
      description = "Remove all nodes.",
      footer = {"", "Example: millrace orchestration remove-all-nodes"})
  int removeAllNodes(@Mixin ServerOptions server, @Mixin RoheOptions rohe) throws IOException {
    return ManagementCall.run(server, rohe, "REMOVE ALL NODE", null);
  }

  @Command(
      name = "remove-all-services",
      description = "Remove all services.",
      footer = {"", "Example: millrace orchestration remove-all-services"})
  int removeAllServices(@Mixin ServerOptions server, @Mixin RoheOptions rohe) throws IOException {
    return ManagementCall.run(server, rohe, "REMOVE ALL SERVICE", null);
  }

  @Command(
      name = "start-agent",
      aliases = "start_agent",
      description = "Go on placing.",
      footer = {"", "Example: millrace orchestration start-agent"})
  int startAgent(@Mixin ServerOptions server, @Mixin RoheOptions rohe) throws IOException {
    return ManagementCall.run(server, rohe, "START AGENT", null);
  }

  @Command(
      name = "stop-agent",
      aliases = "stop_agent",
      description = "Stop placing: what is added meanwhile waits.",
      footer = {"", "Example: millrace orchestration stop-agent"})
  int stopAgent(@Mixin ServerOptions server, @Mixin RoheOptions rohe) throws IOException {
    return ManagementCall.run(server, rohe, "STOP AGENT", null);
  }
}
