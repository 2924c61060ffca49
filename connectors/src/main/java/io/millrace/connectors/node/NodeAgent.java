package io.millrace.connectors.node;

import io.millrace.model.node.DeployNode;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.Machine;
import io.millrace.model.node.NodeAnnouncement;
import io.millrace.model.node.PoolName;
import io.millrace.port.NodeRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of this machine what it has, at the start and whenever that changes, and in between that it is still there. What
 * cannot be said is said at the next beat.
 */
public final class NodeAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);

  private final PoolName pool;
  private final DeployNode node;
  private final Source machine;
  private final NodeRegistry registry;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;
  private @Nullable Machine announced;

  /** @param node under which name the machine is known, and where containers are started on it */
  public NodeAgent(
      PoolName pool, DeployNode node, Source machine, NodeRegistry registry, InstantSource clock) {
    this.pool = pool;
    this.node = node;
    this.machine = machine;
    this.registry = registry;
    this.clock = clock;
    thread = Executors.newSingleThreadScheduledExecutor(work -> {
      var named = new Thread(work, "node-agent");
      named.setDaemon(true);
      return named;
    });
  }

  /** Where it is read what the machine has. */
  @FunctionalInterface
  public interface Source {
    Machine read() throws IOException;
  }

  /** Begins; an interval should be a third or less of the silence that is taken for a loss. */
  public void start(Duration interval) {
    thread.scheduleWithFixedDelay(this::beat, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One beat. */
  void beat() {
    try {
      var now = machine.read();
      if (!now.equals(announced)) {
        registry.announce(new NodeAnnouncement(pool, node, now, clock.instant()));
        announced = now;
      }
      registry.beat(new Heartbeat(pool, node.name(), clock.instant()));
    } catch (IOException | RuntimeException e) {
      // A beat that is missed is made good by the next; if none comes, the machine counts as lost,
      // and rightly so.
      LOG.warn("Node {} could not say that it is there: {}", node, e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  @Override
  public String toString() {
    return "NodeAgent{pool %s, node %s}".formatted(pool, node);
  }
}
