package io.millrace.launcher.cli.placement;

import io.millrace.connectors.node.MachineReader;
import io.millrace.connectors.node.NodeAgent;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeAddress;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace node agent}: this machine offers itself to a pool. */
@Command(
    name = "agent",
    description = {
      "Announce this machine with what it has, and say every few seconds that it is there.",
      "Runs until it is stopped."
    },
    footer = {"", "Example: millrace node agent --address unix:///var/run/docker.sock"})
final class NodeAgentCommand implements Callable<Integer> {
  @Mixin
  private PoolCall pool;

  @Option(
      names = "--name",
      paramLabel = "NODE",
      description = "The node's id (default: the host's name).")
  private @Nullable String name;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      defaultValue = "unix:///var/run/docker.sock",
      description = "Where containers are started on it (default: ${DEFAULT-VALUE}).")
  private String address;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "Between two beats; a third or less of --node-silence (default: ${DEFAULT-VALUE}).")
  private int interval;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "Stop after so long (default: never).")
  private @Nullable Long limit;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var id = name == null ? InetAddress.getLocalHost().getHostName() : name;
    DeployNode node;
    try {
      node = new DeployNode(new NodeName(id), NodeAddress.parse(address));
      if (interval < 1) {
        throw new IllegalArgumentException("--interval: %d is below 1".formatted(interval));
      }
    } catch (IllegalArgumentException e) {
      throw pool.wrongCall(String.valueOf(e.getMessage()));
    }
    var registry = new HttpNodeRegistry(pool.api());
    var machine = new MachineReader();
    try (var agent = new NodeAgent(
        new PoolName(pool.name()), node, machine::read, registry, InstantSource.system())) {
      agent.start(Duration.ofSeconds(interval));
      pool.out().println("node %s says that it is there".formatted(node));
      pool.out().flush();
      var never = new CountDownLatch(1);
      if (limit == null) {
        never.await();
      } else if (never.await(limit, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody counts this down");
      }
    }
    return 0;
  }
}
