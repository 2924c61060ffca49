package io.millrace.scheduler.place;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.scheduler.fold.Scheduler;
import io.millrace.scheduler.problem.Problem;
import io.millrace.scheduler.problem.Problem.Machine;
import io.millrace.scheduler.problem.Problem.Wish;
import io.millrace.scheduler.problem.Solution;
import io.millrace.scheduler.problem.Solution.Cycle;
import io.millrace.scheduler.problem.Solution.Placement;
import io.millrace.scheduler.problem.Solution.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Solves a problem by the pool's own rules; a cycle ends when all that finds room is placed. */
final class ExactOrchestrator {
  private final Problem problem;
  private final Scheduler scheduler = Scheduler.empty();
  private final Map<String, Integer> replicas = new LinkedHashMap<>();

  private ExactOrchestrator(Problem problem) {
    this.problem = problem;
    problem.services().forEach(wish -> replicas.put(wish.id(), wish.replicas()));
    ExactProblem.commands(problem).forEach(scheduler::fold);
  }

  static Solution solve(Problem problem) {
    var orchestrator = new ExactOrchestrator(problem);
    var cycles = new ArrayList<Cycle>();
    for (int cycle = 1; cycle <= problem.cycles(); cycle++) {
      cycles.add(orchestrator.cycle(cycle));
    }
    return new Solution(cycles, orchestrator.usage());
  }

  private Cycle cycle(int number) {
    scheduler.fold(new PoolCommand.SetActive(Origin.of("stop"), false));
    for (var edit : problem.edits()) {
      if (edit.beforeCycle() == number) {
        replicas.replace(edit.service(), edit.replicas());
        scheduler.fold(
            new ServiceCommand.Scale(Origin.of("edit"), edit.service(), edit.replicas()));
      }
    }
    var placements =
        placements(scheduler.fold(new PoolCommand.SetActive(Origin.of("go on"), true)));
    var running = running();
    return new Cycle(number, placements, null, unplaced(running), running, 0);
  }

  private static List<Placement> placements(List<Decision> decisions) {
    var placements = new ArrayList<Placement>();
    var turns = new HashMap<String, Integer>();
    for (var decision : decisions) {
      if (decision instanceof Decision.Placed placed) {
        var service = placed.service().id();
        int replica = turns.merge(service, 1, Integer::sum) - 1;
        placements.add(new Placement(service, replica, placed.allocation().node()));
      }
    }
    return placements;
  }

  private Map<String, Integer> running() {
    var running = new LinkedHashMap<String, Integer>();
    problem.services().forEach(wish -> running.put(wish.id(), 0));
    allocations().forEach(allocation -> running.merge(allocation.service(), 1, Integer::sum));
    return running;
  }

  private Map<String, Integer> unplaced(Map<String, Integer> running) {
    var unplaced = new LinkedHashMap<String, Integer>();
    replicas.forEach((service, wanted) -> {
      int missing = wanted - running.getOrDefault(service, 0);
      if (missing != 0) {
        unplaced.put(service, missing);
      }
    });
    return unplaced;
  }

  private List<Allocation> allocations() {
    return scheduler.snapshot().instances().stream()
        .map(each -> each.allocation())
        .toList();
  }

  private List<Usage> usage() {
    var wishes = new HashMap<String, Wish>();
    problem.services().forEach(wish -> wishes.put(wish.id(), wish));
    var byNode = new HashMap<String, List<Allocation>>();
    for (var allocation : allocations()) {
      byNode.computeIfAbsent(allocation.node(), node -> new ArrayList<>()).add(allocation);
    }
    return problem.nodes().stream()
        .map(machine -> usage(machine, byNode.getOrDefault(machine.id(), List.of()), wishes))
        .toList();
  }

  private static Usage usage(
      Machine machine, List<Allocation> allocations, Map<String, Wish> wishes) {
    double cpu = machine.cpu().used();
    double rss = machine.rss().used();
    var cores = new ArrayList<>(machine.coresUsed());
    var devices = new LinkedHashMap<String, Double>();
    machine.accelerators().forEach(each -> devices.put(each.id(), each.load().used()));
    var services = new LinkedHashMap<String, Integer>();
    for (var allocation : allocations) {
      var wish = wishes.get(allocation.service());
      if (wish != null) {
        cpu += wish.cpu();
        rss += wish.rss();
      }
      allocation
          .cores()
          .forEach(each -> cores.set(each.core(), cores.get(each.core()) + each.share() / 10.0));
      allocation
          .devices()
          .forEach(each -> devices.merge(each.device(), each.share() / 10.0, Double::sum));
      services.merge(allocation.service(), 1, Integer::sum);
    }
    return new Usage(machine.id(), cpu, rss, cores, devices, services);
  }
}
