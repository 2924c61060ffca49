package io.millrace.connectors.memory;

import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.ObservedInstance;
import io.millrace.model.deployment.ObservedInstance.State;
import io.millrace.model.node.DeployNode;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.port.DeployException;
import io.millrace.port.Deployer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Pretends to run containers. What it holds outlives its use by one caller, as an engine does; machines of it fail when
 * they are told to.
 */
public final class InMemoryDeployer implements Deployer {
  private final InstantSource clock;
  private final Map<NodeName, Map<InstanceKey, ObservedInstance>> nodes = new HashMap<>();
  private final Set<NodeName> silent = new HashSet<>();
  private final Set<String> missingImages = new HashSet<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private long made;

  public InMemoryDeployer(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized List<ObservedInstance> observe(DeployNode node, PoolName pool)
      throws DeployException {
    return on(node).values().stream()
        .filter(seen -> seen.key().pool().equals(pool))
        .toList();
  }

  @Override
  public synchronized void create(DeployNode node, DesiredInstance instance)
      throws DeployException {
    var here = on(node);
    if (missingImages.contains(instance.container().image())) {
      throw new DeployException(
          DeployException.Kind.IMAGE_MISSING,
          "image %s is not to be had".formatted(instance.container().image()));
    }
    var there = here.get(instance.key());
    if (there != null && !there.epoch().equals(instance.epoch())) {
      throw new DeployException(
          DeployException.Kind.REFUSED,
          "node %s has an instance %s of epoch %s".formatted(node, instance.key(), there.epoch()));
    }
    if (there == null || there.state() == State.ENDED) {
      var handle = there == null ? "memory-" + ++made : there.handle();
      var state = instance.container().health() == null ? State.RUNNING : State.STARTING;
      var seen = new ObservedInstance(
          instance.key(), instance.epoch(), node.name(), handle, state, clock.instant(), null);
      here.put(instance.key(), seen);
      tell(seen, Kind.STARTED, "");
    }
  }

  @Override
  public synchronized void remove(DeployNode node, ObservedInstance instance)
      throws DeployException {
    var there = on(node).get(instance.key());
    if (there != null && there.handle().equals(instance.handle())) {
      on(node).remove(instance.key());
      tell(there, Kind.DIED, "removed");
    }
  }

  @Override
  public synchronized Watch watch(DeployNode node, PoolName pool, Listener listener)
      throws DeployException {
    on(node);
    var watcher = new Watcher(node.name(), pool, listener);
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  /** Everything that is on a node, of all pools. */
  public synchronized List<ObservedInstance> all(NodeName node) {
    return List.copyOf(nodes.getOrDefault(node, Map.of()).values());
  }

  /** The process of an instance ends. */
  public synchronized void end(NodeName node, InstanceKey key, int exitCode) {
    move(node, key, State.ENDED, exitCode);
    tell(found(node, key), exitCode == 0 ? Kind.EXITED : Kind.DIED, "exit code " + exitCode);
  }

  /** An instance's health check gives an answer. */
  public synchronized void health(NodeName node, InstanceKey key, boolean well) {
    move(node, key, well ? State.RUNNING : State.UNHEALTHY, null);
    tell(found(node, key), well ? Kind.HEALTHY : Kind.UNHEALTHY, "");
  }

  /** An instance vanishes, as if someone else had removed it. */
  public synchronized void vanish(NodeName node, InstanceKey key) {
    var gone = found(node, key);
    nodes.getOrDefault(node, Map.of()).remove(key);
    tell(gone, Kind.DIED, "removed by someone else");
  }

  /** A node stops to answer; what runs there runs on. */
  public synchronized void silence(NodeName node) {
    silent.add(node);
    var ended = watchers.stream().filter(watcher -> watcher.node.equals(node)).toList();
    watchers.removeAll(ended);
    for (var watcher : ended) {
      watcher.listener.ended("node %s does not answer".formatted(node));
    }
  }

  /** A node answers again. */
  public synchronized void wake(NodeName node) {
    silent.remove(node);
  }

  /** Whether an image is to be had. */
  public synchronized void image(String image, boolean there) {
    if (there) {
      missingImages.remove(image);
    } else {
      missingImages.add(image);
    }
  }

  @Override
  public void close() {
    watchers.clear();
  }

  @Override
  public synchronized String toString() {
    return "InMemoryDeployer{%d nodes}".formatted(nodes.size());
  }

  private Map<InstanceKey, ObservedInstance> on(DeployNode node) throws DeployException {
    if (silent.contains(node.name())) {
      throw new DeployException(
          DeployException.Kind.UNREACHABLE, "node %s does not answer".formatted(node.name()));
    }
    return nodes.computeIfAbsent(node.name(), name -> new TreeMap<>());
  }

  private ObservedInstance found(NodeName node, InstanceKey key) {
    var running = nodes.getOrDefault(node, Map.of()).get(key);
    if (running == null) {
      throw new IllegalArgumentException("there is no instance %s on node %s".formatted(key, node));
    }
    return running;
  }

  private void move(NodeName node, InstanceKey key, State state, @Nullable Integer exitCode) {
    var seen = found(node, key);
    var moved = new ObservedInstance(
        key, seen.epoch(), node, seen.handle(), state, clock.instant(), exitCode);
    nodes.getOrDefault(node, Map.of()).put(key, moved);
  }

  private void tell(ObservedInstance seen, Kind kind, String reason) {
    Instant at = clock.instant();
    for (var watcher : new ArrayList<>(watchers)) {
      if (watcher.node.equals(seen.node()) && watcher.pool.equals(seen.key().pool())) {
        watcher.listener.happened(DeploymentEvent.of(seen, kind, at, reason));
      }
    }
  }

  private record Watcher(NodeName node, PoolName pool, Listener listener) {}
}
