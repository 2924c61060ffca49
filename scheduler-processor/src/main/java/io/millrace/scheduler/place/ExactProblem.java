package io.millrace.scheduler.place;

import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.Sensitivity;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.policy.Policy;
import io.millrace.model.placement.policy.Policy.Queueing;
import io.millrace.model.placement.policy.Strategy;
import io.millrace.model.placement.policy.TieRule;
import io.millrace.scheduler.problem.Problem;
import io.millrace.scheduler.problem.Problem.Accelerator;
import io.millrace.scheduler.problem.Problem.Machine;
import io.millrace.scheduler.problem.Problem.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A problem in ROHE's units as commands. Cores and accelerators are told in hundredths there, and
 * one of 1000 is ten cores' worth; demands are rounded up and what is free down.
 */
final class ExactProblem {
  private static final double MILLI = 10;
  private static final String RUNNING = "running";

  private ExactProblem() {}

  /** Adds everything while placing is stopped. */
  static List<PlacementCommand> commands(Problem problem) {
    var commands = new ArrayList<PlacementCommand>();
    commands.add(new PoolCommand.SetPolicy(Origin.of("policy"), policy(problem.settings())));
    commands.add(new PoolCommand.SetActive(Origin.of("stop"), false));
    for (var machine : problem.nodes()) {
      commands.add(new NodeCommand.Add(Origin.of("node " + machine.id()), node(machine)));
      if (!machine.status().equals(RUNNING)) {
        commands.add(new NodeCommand.Change(
            Origin.of("state " + machine.id()), machine.id(), NodeState.CORDONED));
      }
    }
    for (var wish : problem.services()) {
      commands.add(new ServiceCommand.Add(
          Origin.of("service " + wish.id()), service(wish, problem.settings().priority())));
    }
    return commands;
  }

  /**
   * ROHE calls "best" what leaves most and "worst" what leaves least; other strategies are first
   * fit here.
   */
  private static Policy policy(Problem.Settings settings) {
    var strategy = switch (settings.strategy()) {
      case 1 -> Strategy.WORST_FIT;
      case 2 -> Strategy.BEST_FIT;
      default -> Strategy.FIRST_FIT;
    };
    return Policy.DEFAULT
        .named("problem")
        .withStrategy(strategy)
        .withScores(Map.of("fit", 1))
        .withResources(
            Map.of("cpu", weight(settings.cpuWeight()), "memory", weight(settings.memoryWeight())))
        .withTie(TieRule.NODE_ORDER)
        .withQueueing(new Queueing(Math.max(-1, settings.queueBalance())));
  }

  // A negative weight would prefer what the strategy is there to avoid.
  private static int weight(double weight) {
    return (int) Math.max(0, Math.min(1000, Math.round(weight)));
  }

  private static NodeSpec node(Machine machine) {
    var devices = machine.accelerators().stream().map(ExactProblem::device).toList();
    var capacity = new Resources(
        down(machine.cpu().capacity()),
        down(machine.rss().capacity()),
        down(machine.vms().capacity()),
        machine.cores().stream().map(core -> down(core * MILLI)).toList());
    var reserved = new Resources(
        up(machine.cpu().used()),
        up(machine.rss().used()),
        up(machine.vms().used()),
        machine.coresUsed().stream().map(core -> up(core * MILLI)).toList());
    return new NodeSpec(machine.id(), capacity, devices).withReserved(reserved);
  }

  private static Device device(Accelerator accelerator) {
    return new Device(
        accelerator.id(),
        accelerator.type(),
        down(accelerator.load().capacity() * MILLI),
        up(accelerator.load().used() * MILLI));
  }

  private static ServiceSpec service(Wish wish, int priority) {
    var accelerators = wish.accelerators().entrySet().stream()
        .map(each -> new Demand.Accelerator(each.getKey(), up(each.getValue() * MILLI)))
        .toList();
    var cores = wish.cores().stream().map(core -> up(core * MILLI)).toList();
    var resources = new Resources(up(wish.cpu()), up(wish.rss()), up(wish.vms()), cores);
    return new ServiceSpec(wish.id(), wish.replicas(), new Demand(resources, accelerators))
        .withSensitivity(sensitivity(wish.sensitivity(), priority));
  }

  /** Only what the settings look at counts. */
  private static Sensitivity sensitivity(int sensitivity, int priority) {
    if (priority == 0 || (sensitivity != priority && sensitivity != 3)) {
      return Sensitivity.NONE;
    }
    return priority == 1 ? Sensitivity.CPU : Sensitivity.MEMORY;
  }

  private static long up(double value) {
    return (long) Math.ceil(value);
  }

  private static long down(double value) {
    return (long) Math.floor(value);
  }
}
