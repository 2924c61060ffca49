package io.millrace.scheduler.fold;

import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.policy.Mode;
import io.millrace.model.placement.policy.Policy;
import io.millrace.scheduler.filter.Filters;
import io.millrace.scheduler.pool.Pool;
import io.millrace.scheduler.rank.Rankings;
import io.millrace.scheduler.score.Scores;
import io.millrace.scheduler.serve.Outcomes;
import io.millrace.scheduler.serve.Rebalancing;
import io.millrace.scheduler.serve.Worklist;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Folds what is said of the whole pool. */
final class PoolFold {
  private static final List<String> RESOURCES = List.of("cpu", "memory", "accelerator");

  private final Pool pool;
  private final Rankings rankings;
  private final Worklist worklist;
  private final Rebalancing rebalancing;

  PoolFold(Pool pool, Rankings rankings, Worklist worklist, Rebalancing rebalancing) {
    this.pool = pool;
    this.rankings = rankings;
    this.worklist = worklist;
    this.rebalancing = rebalancing;
  }

  void fold(PoolCommand command, Outcomes outcomes) {
    if (command instanceof PoolCommand.SetPolicy set) {
      setPolicy(set.policy(), outcomes);
    } else if (command instanceof PoolCommand.SetActive set) {
      setActive(set.active(), outcomes);
    } else if (command instanceof PoolCommand.Rebalance rebalance) {
      rebalancing.rebalance(Math.min(rebalance.most(), pool.policy().moves().budget()), outcomes);
    } else if (command instanceof PoolCommand.Retry) {
      retry(outcomes);
    }
  }

  private void setPolicy(Policy policy, Outcomes outcomes) {
    var unknown = new ArrayList<String>();
    unknown(policy.filters(), Filters.names(), "filter", unknown);
    unknown(policy.scores().keySet(), Scores.names(), "score", unknown);
    unknown(policy.resources().keySet(), RESOURCES, "resource", unknown);
    if (!unknown.isEmpty()) {
      outcomes.refused("policy %s: %s".formatted(policy.name(), String.join("; ", unknown)));
    } else if (policy.mode() == Mode.ROHE_COMPAT) {
      outcomes.refused(
          "policy %s: rohe-compat decides problems, and no pool".formatted(policy.name()));
    } else {
      pool.setPolicy(policy);
      worklist.roomier();
      outcomes.applied(
          "policy %s is version %d".formatted(policy.name(), pool.policy().version()));
    }
  }

  private static void unknown(
      Collection<String> named, List<String> known, String what, List<String> mistakes) {
    for (var name : named) {
      if (!known.contains(name)) {
        mistakes.add("no %s has the name %s, only %s".formatted(what, name, known));
      }
    }
  }

  private void setActive(boolean active, Outcomes outcomes) {
    outcomes.applied(active ? "placing goes on" : "placing is stopped");
    pool.setActive(active);
    worklist.roomier();
  }

  private void retry(Outcomes outcomes) {
    outcomes.applied("what waits is tried again");
    for (var service : pool.services()) {
      if (!service.avoided().isEmpty()) {
        pool.forgiveAll(service);
        rankings.forget(service.id());
      }
    }
    worklist.roomier();
  }
}
