package io.millrace.connectors.node;

import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds nodes that have gone silent: a node is lost when nothing was heard of it for longer than a stated time, by the
 * clock of who listens, since machines' own clocks differ.
 */
public final class LossDetector {
  private final Duration silence;
  private final InstantSource clock;
  private final Map<PoolName, Map<NodeName, Life>> nodes = new TreeMap<>();

  public LossDetector(Duration silence, InstantSource clock) {
    if (silence.isNegative() || silence.isZero()) {
      throw new IllegalArgumentException(
          "silence %s after which a node is lost: it must be more than 0".formatted(silence));
    }
    this.silence = silence;
    this.clock = clock;
  }

  /** Something was heard of a node. True if it was lost, and is back. */
  public synchronized boolean heard(PoolName pool, NodeName node) {
    var before = nodes
        .computeIfAbsent(pool, name -> new TreeMap<>())
        .put(node, new Life(clock.instant(), false));
    return before != null && before.lost;
  }

  /** Whether something was heard of a node within the silence that is taken for a loss. */
  public synchronized boolean isHeard(PoolName pool, NodeName node) {
    var named = nodes.get(pool);
    var life = named == null ? null : named.get(node);
    return life != null
        && !life.lost
        && Duration.between(life.heard, clock.instant()).compareTo(silence) <= 0;
  }

  /** A node has been removed; its silence means nothing. */
  public synchronized void forget(PoolName pool, NodeName node) {
    var named = nodes.get(pool);
    if (named != null) {
      named.remove(node);
    }
  }

  /**
   * The listener itself was away, or hears the past: nobody is blamed for what it could not hear. All that are known, and
   * not lost yet, count as heard of now.
   */
  public synchronized void beginAnew() {
    var now = clock.instant();
    nodes
        .values()
        .forEach(
            named -> named.replaceAll((node, life) -> life.lost ? life : new Life(now, false)));
  }

  /** Those that are lost now and were not when this was asked last; each loss once. */
  public synchronized List<Loss> losses() {
    var now = clock.instant();
    var losses = new ArrayList<Loss>();
    nodes.forEach((pool, named) -> named.replaceAll((node, life) -> {
      if (life.lost || Duration.between(life.heard, now).compareTo(silence) <= 0) {
        return life;
      }
      losses.add(new Loss(pool, node, life.heard, now));
      return new Life(life.heard, true);
    }));
    return losses;
  }

  /**
   * A node that was lost.
   *
   * @param heard when something was heard of it last
   * @param at when it was found to be lost
   */
  public record Loss(PoolName pool, NodeName node, Instant heard, Instant at) {}

  private record Life(Instant heard, boolean lost) {}
}
