package io.millrace.scheduler.replay;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.command.ServiceCommand.Report;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.model.placement.state.InstanceEntry;
import io.millrace.model.placement.state.PoolSnapshot;
import io.millrace.scheduler.fold.PoolUsage;
import io.millrace.scheduler.fold.Scheduler;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;

/**
 * What would have come of a log under another policy, which holds to the end: changes of the policy
 * that stand on the log are passed over. Reports of deployers are left out, because they are about
 * what was decided then; instead every instance works as soon as it is placed.
 */
public final class WhatIf {
  private final Scheduler scheduler;
  private final Policy policy;
  private final List<Shape> shapes;
  private final boolean asItWas;
  private final ArrayDeque<PlacementCommand> pending = new ArrayDeque<>();
  private int placed;
  private int moved;
  private int preempted;
  private int queued;

  private WhatIf(PoolSnapshot from, Policy policy, boolean asItWas) {
    this.scheduler = Scheduler.of(from);
    this.policy = policy;
    this.asItWas = asItWas;
    this.shapes = from.knowledge().policy().shapes();
    from.instances().stream()
        .map(InstanceEntry::allocation)
        .filter(each -> each.state() != Allocation.State.HEALTHY)
        .forEach(each -> pending.add(works(each)));
    var set = scheduler.fold(new PoolCommand.SetPolicy(Origin.of("what-if"), policy));
    if (set.get(0) instanceof Decision.Refused refused) {
      throw new IllegalArgumentException(refused.reason());
    }
    set.forEach(this::count);
    settle();
  }

  /**
   * Begins there.
   *
   * @param from the state before the first command; what is placed in it works from now on, and is
   *     not counted
   * @throws IllegalArgumentException if the pool refuses the policy
   */
  public static WhatIf of(PoolSnapshot from, Policy policy) {
    return new WhatIf(from, policy, false);
  }

  /** Begins there with the policy in force, which changes where the log changes it. */
  public static WhatIf asItWas(PoolSnapshot from) {
    return new WhatIf(from, from.knowledge().policy(), true);
  }

  /**
   * What it came to.
   *
   * @param placed how many instances got a node, moves included
   * @param moved how many of them replaced another
   * @param preempted how many instances had to go for a higher priority
   * @param queued how many times a service was told that it has to wait
   * @param violations how many instances break a rule at the end, by rule
   * @param usage at the end; of the demands that were typical before the policy, so that all
   *     policies are measured by the same
   */
  public record Outcome(
      String policy,
      int placed,
      int moved,
      int preempted,
      int queued,
      Map<String, Integer> violations,
      PoolUsage usage) {}

  /**
   * Decides all commands again.
   *
   * @throws IllegalArgumentException if the pool refuses the policy
   */
  public static Outcome decide(
      PoolSnapshot from, Iterable<PlacementCommand> commands, Policy policy) {
    var whatIf = of(from, policy);
    commands.forEach(whatIf::fold);
    return whatIf.outcome();
  }

  /** Decides the next command. */
  public void fold(PlacementCommand command) {
    if (!(command instanceof Report) && (asItWas || !(command instanceof PoolCommand.SetPolicy))) {
      pending.add(command);
      settle();
    }
  }

  /** What it came to so far. */
  public Outcome outcome() {
    return new Outcome(
        policy.name(),
        placed,
        moved,
        preempted,
        queued,
        scheduler.violations(),
        scheduler.usage(shapes));
  }

  private void settle() {
    for (var next = pending.poll(); next != null; next = pending.poll()) {
      scheduler.fold(next).forEach(this::count);
    }
  }

  private void count(Decision decision) {
    if (decision instanceof Decision.Placed one) {
      placed++;
      moved += one.allocation().replaces() == null ? 0 : 1;
      pending.add(works(one.allocation()));
    } else if (decision instanceof Decision.Queued) {
      queued++;
    } else if (decision instanceof Decision.Freed freed) {
      preempted += freed.reason() == Decision.Freed.Reason.PREEMPTED ? 1 : 0;
    }
  }

  private static ServiceCommand works(Allocation allocation) {
    return new Report(
        Origin.of("what-if"),
        allocation.service(),
        allocation.id(),
        allocation.epoch(),
        Report.Event.HEALTHY,
        "");
  }
}
