package io.millrace.scheduler.serve;

import io.millrace.model.placement.NodeState;
import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import io.millrace.scheduler.rank.Ranking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which instances of lower priorities go so that one of a higher priority finds room: on the node
 * where the most important of them matters least; of such nodes where they are fewest; then on the
 * first. On a node the least important go first, of equal ones the newest, and what turns out to
 * fit nevertheless stays.
 */
final class Preemption {
  private static final Comparator<Instance> LEAST_IMPORTANT = Comparator.comparingInt(
          Preemption::priority)
      .thenComparing(
          Comparator.comparingLong((Instance instance) -> instance.allocation().epoch())
              .reversed());

  private final Pool pool;

  Preemption(Pool pool) {
    this.pool = pool;
  }

  private static int priority(Instance instance) {
    return instance.service().spec().priority();
  }

  /**
   * Empty where no node could be cleared.
   *
   * @param spared never goes, whatever its priority
   */
  List<Instance> victims(Service service, Ranking ranking, @Nullable Instance spared) {
    int priority = service.spec().priority();
    if (!hasBelow(priority)) {
      return List.of();
    }
    List<Instance> best = List.of();
    for (var node : pool.nodes()) {
      if (node.state() != NodeState.READY) {
        continue;
      }
      var victims = victims(node, priority, ranking, spared);
      if (!victims.isEmpty() && (best.isEmpty() || matterLess(victims, best))) {
        best = victims;
      }
    }
    return best;
  }

  private boolean hasBelow(int priority) {
    for (var service : pool.services()) {
      if (service.spec().priority() < priority && service.heads() > 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean matterLess(List<Instance> these, List<Instance> those) {
    int compared = Integer.compare(most(these), most(those));
    return compared < 0 || (compared == 0 && these.size() < those.size());
  }

  private static int most(List<Instance> victims) {
    return victims.stream().mapToInt(Preemption::priority).max().orElseThrow();
  }

  private static List<Instance> victims(
      Node node, int below, Ranking ranking, @Nullable Instance spared) {
    var gone = new ArrayList<Instance>();
    for (var instance : lessImportant(node, below, spared)) {
      node.release(instance);
      gone.add(instance);
      if (ranking.admits(node)) {
        break;
      }
    }
    var victims = ranking.admits(node) ? needed(node, gone, ranking) : List.<Instance>of();
    // Until now it was only thought.
    for (var instance : gone) {
      node.take(instance);
    }
    return victims;
  }

  private static List<Instance> lessImportant(Node node, int below, @Nullable Instance spared) {
    return node.instances().stream()
        .filter(instance -> priority(instance) < below
            && instance != spared
            && instance.successor() == null
            && instance.allocation().replaces() == null)
        .sorted(LEAST_IMPORTANT)
        .toList();
  }

  /** Lets those stay, the most important first, without whom there is room all the same. */
  private static List<Instance> needed(Node node, List<Instance> gone, Ranking ranking) {
    var needed = new ArrayList<Instance>();
    var stayed = new ArrayList<Instance>();
    for (int i = gone.size() - 1; i >= 0; i--) {
      var instance = gone.get(i);
      node.take(instance);
      if (ranking.admits(node)) {
        stayed.add(instance);
      } else {
        node.release(instance);
        needed.add(instance);
      }
    }
    stayed.forEach(node::release);
    return needed;
  }
}
