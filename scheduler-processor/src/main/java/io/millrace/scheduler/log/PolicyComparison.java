package io.millrace.scheduler.log;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.policy.Policy;
import io.millrace.port.PlacementHistory.Judged;
import io.millrace.scheduler.fold.PoolUsage;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.scheduler.replay.WhatIf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Policies side by side over one log, which is read once: what is kept is a pool for each policy, however long the log
 * is. Until the time from which they are compared, commands are folded as they were. From then on the log's own changes of
 * the policy hold for the first, beside which the others are compared, and for no other.
 */
final class PolicyComparison {
  static final int MOST_POLICIES = 20;

  private final Instant from;
  private final List<Policy> policies;
  private final Scheduler before = Scheduler.empty();
  private final PolicyChanges changes = new PolicyChanges();
  private final List<WhatIf> compared = new ArrayList<>();

  PolicyComparison(Instant from, List<Policy> policies) {
    if (policies.size() > MOST_POLICIES) {
      throw new IllegalArgumentException(
          "%d policies are given, %d at most".formatted(policies.size(), MOST_POLICIES));
    }
    this.from = from;
    this.policies = policies;
  }

  void fold(PlacementCommand command) {
    // Once a command is late enough, all behind it are: a clock that went back changes no order.
    if (compared.isEmpty() && command.origin().atMillis() < from.toEpochMilli()) {
      before.fold(command);
      return;
    }
    begin();
    changes.fold(command);
    compared.forEach(each -> each.fold(command));
  }

  private void begin() {
    if (compared.isEmpty()) {
      var snapshot = before.snapshot();
      compared.add(WhatIf.asItWas(snapshot));
      policies.forEach(policy -> compared.add(WhatIf.of(snapshot, policy)));
    }
  }

  List<Judged> outcomes() {
    begin();
    var judged = new ArrayList<Judged>();
    for (var each : compared) {
      boolean first = judged.isEmpty();
      var outcome = each.outcome();
      judged.add(judged(
          first ? outcome.policy() + changes.since() + " (in force)" : outcome.policy(),
          outcome,
          first ? 0 : changes.count()));
    }
    return judged;
  }

  private static Judged judged(String name, WhatIf.Outcome outcome, int passedOver) {
    return new Judged(
        name,
        outcome.placed(),
        outcome.moved(),
        outcome.preempted(),
        outcome.queued(),
        passedOver,
        outcome.violations(),
        usage(outcome.usage()));
  }

  private static Map<String, Long> usage(PoolUsage usage) {
    var all = new LinkedHashMap<String, Long>();
    all.put("nodes", (long) usage.nodes());
    all.put("instances", (long) usage.instances());
    all.put("waiting", (long) usage.waiting());
    all.put("millicpu", usage.millicpu());
    all.put("millicpuUsed", usage.millicpuUsed());
    all.put("rss", usage.rss());
    all.put("rssUsed", usage.rssUsed());
    all.put("devices", usage.devices());
    all.put("devicesUsed", usage.devicesUsed());
    all.put("devicesUnusable", usage.devicesUnusable());
    return all;
  }
}
