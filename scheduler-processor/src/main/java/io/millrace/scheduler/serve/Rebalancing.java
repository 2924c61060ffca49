package io.millrace.scheduler.serve;

import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.rank.Rankings;
import io.millrace.scheduler.score.Fragmentation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves instances to where less of the devices is lost to typical demands. Looks at instances on
 * the most fragmented nodes, takes the move with the largest gain, and goes on until the budget is
 * used up or no move is worth it. An instance that moves is replaced by a new one and ends when
 * that works; a service is moved one instance at a time.
 */
public final class Rebalancing {
  // Looking at all nodes for every move would cost more than it finds.
  private static final int NODES = 20;

  private final Pool pool;
  private final Rankings rankings;
  private final Placing placing;

  public Rebalancing(Pool pool, Rankings rankings, Placing placing) {
    this.pool = pool;
    this.rankings = rankings;
    this.placing = placing;
  }

  private record Move(Instance instance, long gain) {}

  public void rebalance(int most, Outcomes outcomes) {
    var fragmentation = rankings.scores().fragmentation();
    if (fragmentation == null) {
      outcomes.refused("policy %s has no score fragmentation, whose gain moves are measured by"
          .formatted(pool.policy().name()));
      return;
    }
    outcomes.applied("rebalancing, %d moves at most".formatted(most));
    for (int moves = 0; moves < most; moves++) {
      var move = best(fragmentation);
      if (move == null) {
        return;
      }
      var attempt = placing.attempt(move.instance().service(), move.instance());
      var placed = attempt.placed();
      if (placed == null) {
        return;
      }
      outcomes.placed(placed.allocation(), placed.spec(), attempt.explanation(), move.gain());
    }
  }

  private @Nullable Move best(Fragmentation fragmentation) {
    Move best = null;
    for (var node : mostFragmented(fragmentation)) {
      for (var instance : movable(node)) {
        long gain = gain(instance, fragmentation);
        if (gain > Math.max(0, pool.policy().moves().leastGain() - 1)
            && (best == null || gain > best.gain())) {
          best = new Move(instance, gain);
        }
      }
    }
    return best;
  }

  private List<Node> mostFragmented(Fragmentation fragmentation) {
    return pool.nodes().stream()
        .filter(node -> !node.instances().isEmpty() && fragmentation.unusable(node) > 0)
        .sorted(Comparator.comparingLong((Node node) -> -fragmentation.unusable(node))
            .thenComparingInt(Node::slot))
        .limit(NODES)
        .toList();
  }

  private static List<Instance> movable(Node node) {
    var movable = new ArrayList<Instance>();
    for (var instance : node.instances()) {
      boolean settled = instance.successor() == null && instance.allocation().replaces() == null;
      if (settled && !instance.service().mustMove(instance)) {
        movable.add(instance);
      }
    }
    return movable;
  }

  /** What both nodes together would lose less; 0 where it would stay or has nowhere to go. */
  private long gain(Instance instance, Fragmentation fragmentation) {
    var from = instance.node();
    pool.instances().setCounted(instance, false);
    var ranking = rankings.of(instance.service());
    var to = ranking.best();
    pool.instances().setCounted(instance, true);
    if (to == null || to == from) {
      return 0;
    }
    long before = fragmentation.unusable(from) + fragmentation.unusable(to);
    from.release(instance);
    var choice = ranking.scores().chooseDevices(to, ranking.request());
    long after =
        fragmentation.unusable(from) + fragmentation.unusableWith(to, ranking.request(), choice);
    from.take(instance);
    return before - after;
  }
}
