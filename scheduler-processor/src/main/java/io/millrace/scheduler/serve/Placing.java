package io.millrace.scheduler.serve;

import io.millrace.model.placement.Allocation.CoreShare;
import io.millrace.model.placement.Allocation.DeviceShare;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.scheduler.filter.Cores;
import io.millrace.scheduler.pool.Instance;
import io.millrace.scheduler.pool.Node;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.pool.Service;
import io.millrace.scheduler.rank.Ranking;
import io.millrace.scheduler.rank.Rankings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives one instance the best node, or says why there is none. */
public final class Placing {
  private final Pool pool;
  private final Rankings rankings;
  private final Preemption preemption;
  private final Watcher watcher;

  public Placing(Pool pool, Rankings rankings, Watcher watcher) {
    this.pool = pool;
    this.rankings = rankings;
    this.preemption = new Preemption(pool);
    this.watcher = watcher;
  }

  /**
   * @param replaced the instance that ends when the new one works; null: the new one is one more
   */
  public Attempt attempt(Service service, @Nullable Instance replaced) {
    if (replaced == null) {
      return placeOrPreempt(service, null);
    }
    // What is about to leave must not stand in its successor's way.
    pool.instances().setCounted(replaced, false);
    var attempt = placeOrPreempt(service, replaced);
    if (attempt.placed() == null) {
      pool.instances().setCounted(replaced, true);
    }
    return attempt;
  }

  private Attempt placeOrPreempt(Service service, @Nullable Instance replaced) {
    var ranking = rankings.of(service);
    var node = ranking.best();
    if (node != null) {
      return place(service, replaced, ranking, node, List.of());
    }
    var victims = pool.policy().preemption()
        ? preemption.victims(service, ranking, replaced)
        : List.<Instance>of();
    if (victims.isEmpty()) {
      return new Attempt(null, List.of(), ranking.explanation());
    }
    victims.forEach(pool.instances()::release);
    var roomier = rankings.of(service);
    var freed = roomier.best();
    if (freed == null) {
      victims.forEach(pool.instances()::putBack);
      return new Attempt(null, List.of(), roomier.explanation());
    }
    return place(service, replaced, roomier, freed, victims);
  }

  private Attempt place(
      Service service,
      @Nullable Instance replaced,
      Ranking ranking,
      Node node,
      List<Instance> victims) {
    var explanation = ranking.explanation();
    List<NodeVerdict> verdicts = watcher.isLooking() ? ranking.verdicts() : List.of();
    var request = ranking.request();
    var cores =
        request.cores().length == 0 ? List.<CoreShare>of() : Cores.choose(node, request.cores());
    var devices = request.accelerators().isEmpty()
        ? List.<DeviceShare>of()
        : ranking.scores().chooseDevices(node, request).shares(node);
    var placed = pool.instances().place(service, node, cores, devices, replaced);
    if (watcher.isLooking()) {
      watcher.placed(placed.allocation().id(), verdicts);
    }
    return new Attempt(placed, victims, explanation);
  }

  /** As if it had not been. */
  public void undo(Attempt attempt) {
    var placed = attempt.placed();
    if (placed != null) {
      pool.instances().release(placed);
      attempt.victims().forEach(pool.instances()::putBack);
    }
  }
}
