package io.millrace.connectors.deployer;

import io.millrace.model.deployment.DesiredState;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.port.Deployer;
import io.millrace.port.DeploymentReports;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps all nodes as they are wished, each by itself: one that hangs holds up no other. */
public final class DeploymentLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeploymentLoop.class);

  private final Deployer deployer;
  private final DeploymentReports reports;
  private final DeployConfig config;
  private final InstantSource clock;
  private final ScheduledExecutorService threads;
  private final Map<PoolName, DesiredState> states = new HashMap<>();
  private final Map<Place, NodeWorker> workers = new HashMap<>();

  /** @param deployer is left open when this is closed */
  public DeploymentLoop(
      Deployer deployer, DeploymentReports reports, DeployConfig config, InstantSource clock) {
    this.deployer = deployer;
    this.reports = reports;
    this.config = config;
    this.clock = clock;
    threads = Executors.newScheduledThreadPool(config.threads(), work -> {
      var thread = new Thread(work, "deployer");
      thread.setDaemon(true);
      return thread;
    });
  }

  /**
   * Takes a pool's new state. The first one of a pool must be complete: what is on the nodes and not in it is removed,
   * unless it is of a later epoch. A state of an earlier epoch than the last is passed over.
   */
  public synchronized void want(DesiredState state) {
    var last = states.get(state.pool());
    if (last != null && last.epoch().isAfter(state.epoch())) {
      LOG.warn(
          "pool {}: a state of epoch {} came after that of {}: passed over",
          state.pool(),
          state.epoch(),
          last.epoch());
      return;
    }
    states.put(state.pool(), state);
    drop(state);
    for (var node : state.nodes()) {
      workers
          .computeIfAbsent(new Place(state.pool(), node), this::worker)
          .want(NodeWish.of(state, node));
    }
  }

  private NodeWorker worker(Place place) {
    return new NodeWorker(
        threads, wake -> new NodeReconciler(deployer, reports, config, clock, wake), config);
  }

  private void drop(DesiredState state) {
    var kept = state.nodes().stream()
        .map(node -> new Place(state.pool(), node))
        .collect(Collectors.toSet());
    workers.entrySet().removeIf(entry -> {
      boolean gone = entry.getKey().pool.equals(state.pool()) && !kept.contains(entry.getKey());
      if (gone) {
        entry.getValue().close();
      }
      return gone;
    });
  }

  /** Looks at a node now, without waiting for its turn; for one that is known to be back. */
  public synchronized void look(PoolName pool, NodeName node) {
    workers.forEach((place, worker) -> {
      if (place.pool.equals(pool) && place.node.name().equals(node)) {
        worker.wake();
      }
    });
  }

  /** Ends the work; what runs on the nodes runs on. */
  @Override
  public synchronized void close() {
    workers.values().forEach(NodeWorker::close);
    threads.shutdownNow();
    workers.clear();
  }

  @Override
  public synchronized String toString() {
    return "DeploymentLoop{%s, %d nodes}".formatted(deployer, workers.size());
  }

  private record Place(PoolName pool, DeployNode node) {}
}
