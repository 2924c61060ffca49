package io.millrace.scheduler.rohe;

import io.millrace.scheduler.problem.Problem;
import io.millrace.scheduler.problem.Problem.Wish;
import io.millrace.scheduler.problem.Solution;
import io.millrace.scheduler.problem.Solution.Cycle;
import io.millrace.scheduler.problem.Solution.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ROHE's orchestrator, decision for decision: a cycle queues every service whose number of running
 * instances is not the wanted one and places the missing ones, each by filter, score and strategy.
 */
public final class RoheOrchestrator {
  private static final int FIRST_FIT = 0;
  private static final int MOST_LEFT = 1;
  private static final int LEAST_LEFT = 2;
  private static final String NOTHING_TO_FREE =
      "RuntimeError: Why we can't find anything to deallocate?????";

  private final Problem problem;
  private final RoheQueue queue;
  private List<RoheNode> nodes;
  private final Map<String, Integer> replicas = new LinkedHashMap<>();
  private Map<String, Integer> running = new LinkedHashMap<>();

  private RoheOrchestrator(Problem problem) {
    this.problem = problem;
    this.queue = new RoheQueue(problem.settings().priority(), problem.settings().queueBalance());
    this.nodes = problem.nodes().stream().map(RoheNode::new).toList();
    for (var wish : problem.services()) {
      replicas.put(wish.id(), wish.replicas());
      running.put(wish.id(), wish.running());
    }
  }

  public static Solution solve(Problem problem) {
    var orchestrator = new RoheOrchestrator(problem);
    var cycles = new ArrayList<Cycle>();
    for (int cycle = 1; cycle <= problem.cycles(); cycle++) {
      orchestrator.edit(cycle);
      cycles.add(orchestrator.cycle(cycle));
    }
    return new Solution(cycles, orchestrator.nodes.stream().map(RoheNode::usage).toList());
  }

  private void edit(int cycle) {
    for (var edit : problem.edits()) {
      if (edit.beforeCycle() == cycle) {
        replicas.replace(edit.service(), edit.replicas());
      }
    }
  }

  private Cycle cycle(int number) {
    var filled = nodes.stream().map(RoheNode::copy).toList();
    var services = services();
    services.forEach(service -> {
      if (service.missing() != 0) {
        queue.put(service);
      }
    });
    var placements = new ArrayList<Placement>();
    String error = null;
    try {
      placeAll(filled, placements);
      nodes = filled;
      services.forEach(service -> running.put(service.wish.id(), service.running));
    } catch (RoheFailure e) {
      // Nothing of the cycle is kept, and what is still queued stays queued.
      error = e.getMessage();
      placements.clear();
    }
    return new Cycle(
        number, placements, error, unplaced(), new LinkedHashMap<>(running), queue.stuck());
  }

  private List<RoheService> services() {
    return problem.services().stream()
        .map(wish -> new RoheService(wish, count(replicas, wish), count(running, wish)))
        .toList();
  }

  private static int count(Map<String, Integer> counts, Wish wish) {
    return counts.getOrDefault(wish.id(), 0);
  }

  private Map<String, Integer> unplaced() {
    var unplaced = new LinkedHashMap<String, Integer>();
    for (var wish : problem.services()) {
      int missing = count(replicas, wish) - count(running, wish);
      if (missing != 0) {
        unplaced.put(wish.id(), missing);
      }
    }
    return unplaced;
  }

  private void placeAll(List<RoheNode> filled, List<Placement> placements) {
    for (var service = queue.get(); service != null; service = queue.get()) {
      int missing = service.missing();
      if (missing < 0) {
        throw new RoheFailure(NOTHING_TO_FREE);
      }
      for (int replica = 0; replica < missing; replica++) {
        var node = select(filled, service.wish);
        if (node == null) {
          break;
        }
        node.take(service.wish);
        service.placed();
        placements.add(new Placement(service.wish.id(), replica, node.machine.id()));
      }
    }
  }

  /**
   * A score of 0 counts as no fit. Of equal scores the most left takes the last node and the least
   * left the first.
   */
  private @Nullable RoheNode select(List<RoheNode> filled, Wish wish) {
    int strategy = problem.settings().strategy();
    RoheNode chosen = null;
    double best = 0;
    for (var node : filled) {
      if (!node.admits(wish)) {
        continue;
      }
      double score = node.score(wish, problem.settings());
      if (score > 0 && (chosen == null || isBetter(strategy, score, best))) {
        chosen = node;
        best = score;
      }
    }
    return strategy < FIRST_FIT || strategy > LEAST_LEFT ? null : chosen;
  }

  private static boolean isBetter(int strategy, double score, double best) {
    return switch (strategy) {
      case MOST_LEFT -> score >= best;
      case LEAST_LEFT -> score < best;
      default -> false;
    };
  }
}
