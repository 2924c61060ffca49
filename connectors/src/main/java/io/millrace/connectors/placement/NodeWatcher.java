package io.millrace.connectors.placement;

import io.millrace.connectors.node.LossDetector;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.port.DeploymentReports.Reach;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns time into commands: a node that is silent is lost, one that is heard again is back, and what failed is tried
 * again. A node with an agent is heard when that beats and its engine is not known to be silent; another one when its
 * engine answers.
 */
final class NodeWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWatcher.class);
  private static final String BY = "watcher";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CommandSink commands;
  private final InstantSource clock;
  private final LossDetector losses;
  private final Duration retry;
  private final Map<Place, Reach> reaches = new HashMap<>();
  private final Set<Place> known = new HashSet<>();
  private final Set<Place> agents = new HashSet<>();
  private final Map<Place, Instant> asked = new HashMap<>();
  private final Map<PoolName, Instant> retried = new HashMap<>();

  /**
   * @param silence after which a node is lost
   * @param retry between two tries of what has failed on all nodes
   */
  NodeWatcher(CommandSink commands, InstantSource clock, Duration silence, Duration retry) {
    this.commands = commands;
    this.clock = clock;
    this.losses = new LossDetector(silence, clock);
    this.retry = retry;
  }

  private record Place(PoolName pool, NodeName node) {}

  /** An agent has said that its machine is there. */
  synchronized void heard(Heartbeat beat) {
    var place = new Place(beat.pool(), beat.node());
    var reach = reaches.get(place);
    if (reach == null || reach.answers()) {
      known.add(place);
      losses.heard(beat.pool(), beat.node());
    }
  }

  /** Whether a node's engine answers. */
  synchronized void reached(PoolName pool, NodeName node, Reach reach) {
    var place = new Place(pool, node);
    reaches.put(place, reach);
    known.add(place);
    if (reach.answers() && !agents.contains(place)) {
      losses.heard(pool, node);
    }
  }

  /** Looks at the clock; to be called about every second, with the pools as they are. */
  synchronized void look(Collection<PoolState> pools) {
    var states = new HashMap<Place, NodeEntry>();
    pools.forEach(pool -> pool.nodes()
        .forEach(
            node -> states.put(new Place(pool.pool(), new NodeName(node.spec().id())), node)));
    forget(states);
    agents.clear();
    states.forEach((place, node) -> {
      if (node.spec().labels().containsKey(NodeSpec.AGENT)) {
        agents.add(place);
      }
    });
    reaches.forEach((place, reach) -> {
      if (reach.answers() && !agents.contains(place)) {
        losses.heard(place.pool, place.node);
      }
    });
    states.forEach(this::change);
    pools.forEach(this::retry);
  }

  private void forget(Map<Place, NodeEntry> states) {
    known.removeIf(place -> {
      boolean gone = !states.containsKey(place);
      if (gone) {
        losses.forget(place.pool, place.node);
        reaches.remove(place);
        asked.remove(place);
      }
      return gone;
    });
    // One that was here before us, or has just come, counts as heard of now.
    states.keySet().forEach(place -> {
      if (known.add(place) && stateOf(states.get(place)) != NodeState.LOST) {
        losses.heard(place.pool, place.node);
      }
    });
  }

  private static NodeState stateOf(@Nullable NodeEntry node) {
    return node == null ? NodeState.LOST : node.state();
  }

  private void change(Place place, NodeEntry node) {
    boolean lost = node.state() == NodeState.LOST;
    boolean heard = losses.isHeard(place.pool, place.node);
    var reach = reaches.get(place);
    if (lost == !heard || (!lost && !isWatched(node, reach))) {
      asked.remove(place);
    } else if (isToBeAsked(place)) {
      var why = reach == null || reach.answers() ? "nothing is heard of it" : reach.reason();
      if (lost) {
        comesBack(place);
      } else {
        isLost(place, why);
      }
      asked.put(place, clock.instant());
    }
  }

  // What was asked for shows a while later.
  private boolean isToBeAsked(Place place) {
    var before = asked.get(place);
    return before == null || !clock.instant().isBefore(before.plus(PATIENCE));
  }

  // Of a node without an engine and an agent nobody can say that it is silent.
  private static boolean isWatched(NodeEntry node, @Nullable Reach reach) {
    return reach != null || !node.spec().address().isEmpty();
  }

  private void isLost(Place place, String why) {
    LOG.info("pool {}: node {} is lost: {}", place.pool, place.node, why);
    commands.send(
        place.pool, new NodeCommand.Change(origin(why), place.node.value(), NodeState.LOST));
  }

  private void comesBack(Place place) {
    LOG.info("pool {}: node {} is heard again", place.pool, place.node);
    commands.send(
        place.pool, new NodeCommand.Return(origin("it is heard again"), place.node.value()));
  }

  private void retry(PoolState pool) {
    if (!pool.isWorthARetry()) {
      retried.remove(pool.pool());
      return;
    }
    var since = retried.putIfAbsent(pool.pool(), clock.instant());
    if (since != null && !clock.instant().isBefore(since.plus(retry))) {
      retried.put(pool.pool(), clock.instant());
      commands.send(pool.pool(), new PoolCommand.Retry(origin("what failed is tried again")));
    }
  }

  private Origin origin(String cause) {
    return new Origin(BY + "-" + UUID.randomUUID(), clock.instant().toEpochMilli(), BY, cause);
  }
}
