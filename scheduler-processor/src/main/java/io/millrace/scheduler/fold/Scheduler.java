package io.millrace.scheduler.fold;

import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.decision.NodeVerdict;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.PoolChanges;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.scheduler.filter.Violations;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.rank.Rankings;
import io.millrace.scheduler.serve.Outcomes;
import io.millrace.scheduler.serve.Placing;
import io.millrace.scheduler.serve.Rebalancing;
import io.millrace.scheduler.serve.ScaleIn;
import io.millrace.scheduler.serve.Serving;
import io.millrace.scheduler.serve.Watcher;
import io.millrace.scheduler.serve.Worklist;
import java.util.List;
import java.util.Map;

/**
 * Places the services of one pool onto its nodes. What it decides follows from the commands and
 * their order alone: the same commands on the same state give the same decisions, byte for byte.
 * What an instance held is free with the decision that ends it, so whoever carries decisions out
 * does so in their order. Not for several threads at once.
 */
public final class Scheduler {
  private final Pool pool;
  private final Rankings rankings;
  private final ServiceFold services;
  private final NodeFold nodes;
  private final PoolFold wholePool;
  private final Serving serving;

  private Scheduler(PoolSnapshot snapshot, Watcher watcher) {
    this.pool = new Pool(snapshot);
    this.rankings = new Rankings(pool);
    var worklist = new Worklist(pool);
    var placing = new Placing(pool, rankings, watcher);
    this.services = new ServiceFold(pool, rankings, worklist);
    this.nodes = new NodeFold(pool, worklist);
    this.wholePool =
        new PoolFold(pool, rankings, worklist, new Rebalancing(pool, rankings, placing));
    this.serving = new Serving(pool, worklist, placing, new ScaleIn(pool, worklist));
  }

  /** A pool without nodes, services and history. */
  public static Scheduler empty() {
    return of(Pool.empty());
  }

  /** Goes on from there as if it had never stopped. */
  public static Scheduler of(PoolSnapshot snapshot) {
    return new Scheduler(snapshot, Watcher.NONE);
  }

  /** As {@link #of}, and the watcher is told of every placement. */
  public static Scheduler watched(PoolSnapshot snapshot, Watcher watcher) {
    return new Scheduler(snapshot, watcher);
  }

  /** What comes of the command, in the order in which it came; at least one decision. */
  public List<Decision> fold(PlacementCommand command) {
    var outcomes = new Outcomes(command.origin(), pool);
    if (command instanceof ServiceCommand service) {
      services.fold(service, outcomes);
    } else if (command instanceof NodeCommand node) {
      nodes.fold(node, outcomes);
    } else if (command instanceof PoolCommand whole) {
      wholePool.fold(whole, outcomes);
    }
    serving.serve(outcomes);
    return outcomes.decisions();
  }

  /** How many commands were folded. */
  public long version() {
    return pool.version();
  }

  public PoolSnapshot snapshot() {
    return pool.snapshot();
  }

  /** What of the state has changed since the last call; at the first call everything there is. */
  public PoolChanges drainChanges() {
    return pool.drainChanges();
  }

  /**
   * What every node would be worth to one more instance of the service, as things are.
   *
   * @throws IllegalArgumentException if the service is unknown
   */
  public List<NodeVerdict> verdicts(String service) {
    var known = pool.service(service);
    if (known == null) {
      throw new IllegalArgumentException("service %s is unknown".formatted(service));
    }
    return rankings.of(known).verdicts();
  }

  /** How full the pool is. */
  public PoolUsage usage() {
    return PoolUsage.of(pool, pool.shapes());
  }

  /**
   * How full the pool is.
   *
   * @param shapes the demands that are typical, whatever the policy says; empty: those that services
   *     have asked for
   */
  public PoolUsage usage(List<Shape> shapes) {
    return PoolUsage.of(pool, shapes.isEmpty() ? pool.learnt() : shapes);
  }

  /** How many instances stand where a rule that their service demands is broken, by rule. */
  public Map<String, Integer> violations() {
    return Violations.of(pool);
  }
}
