package io.millrace.benchmarks.packing;

import io.millrace.benchmarks.packing.Trace.Task;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.policy.Policy;
import io.millrace.scheduler.fold.Scheduler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * An empty cluster that tasks come to and never leave, one after the other; a task that finds no
 * node is lost. All tasks come, and random ones again, until 130 % of the cluster's devices are
 * requested, in a random order.
 */
final class Packing {
  /** Percentages of the cluster's devices that have been requested when it is looked at. */
  static final List<Integer> LOADS = List.of(80, 90, 100, 130);

  private static final int PERCENT = 100;

  private final List<NodeSpec> nodes;
  private final long capacity;

  Packing(List<NodeSpec> nodes) {
    this.nodes = nodes;
    this.capacity = nodes.stream()
        .flatMap(node -> node.devices().stream())
        .mapToLong(device -> device.capacity())
        .sum();
  }

  /**
   * What came of it.
   *
   * @param allocated percentage of all devices by load
   * @param fragmented percentage of idle devices that typical tasks cannot use, by load
   * @param lost tasks that found no node, by kind, in the end
   * @param seconds to decide all of it
   */
  record Result(
      Map<Integer, Double> allocated,
      Map<Integer, Double> fragmented,
      Map<String, Integer> lost,
      double seconds) {}

  /** The tasks in the order in which they come. */
  List<Task> arrivals(List<Task> tasks, long seed) {
    var random = new Random(seed);
    var arrivals = new ArrayList<>(tasks);
    long requested = tasks.stream().mapToLong(Task::requested).sum();
    while (requested * PERCENT < capacity * LOADS.get(LOADS.size() - 1)) {
      var again = tasks.get(random.nextInt(tasks.size()));
      arrivals.add(again);
      requested += again.requested();
    }
    Collections.shuffle(arrivals, random);
    return arrivals;
  }

  Result run(List<Task> arrivals, Policy policy) {
    var scheduler = Scheduler.empty();
    scheduler.fold(new PoolCommand.SetPolicy(Origin.of("policy"), policy));
    nodes.forEach(node -> scheduler.fold(new NodeCommand.Add(Origin.of(node.id()), node)));
    var allocated = new TreeMap<Integer, Double>();
    var fragmented = new TreeMap<Integer, Double>();
    var lost = new TreeMap<String, Integer>();
    long began = System.nanoTime();
    long requested = 0;
    int next = 0;
    for (int i = 0; i < arrivals.size(); i++) {
      var task = arrivals.get(i);
      if (!place(scheduler, "task-" + i, task)) {
        lost.merge(task.kind(), 1, Integer::sum);
      }
      requested += task.requested();
      while (next < LOADS.size() && requested * PERCENT >= capacity * LOADS.get(next)) {
        look(scheduler, LOADS.get(next), allocated, fragmented);
        next++;
      }
    }
    return new Result(allocated, fragmented, lost, (System.nanoTime() - began) / 1e9);
  }

  private static boolean place(Scheduler scheduler, String id, Task task) {
    var service = new ServiceSpec(id, 1, task.demand());
    return scheduler.fold(new ServiceCommand.Add(Origin.of(id), service)).stream()
        .anyMatch(Decision.Placed.class::isInstance);
  }

  private void look(
      Scheduler scheduler,
      int load,
      Map<Integer, Double> allocated,
      Map<Integer, Double> fragmented) {
    var usage = scheduler.usage();
    allocated.put(load, 100.0 * usage.devicesUsed() / capacity);
    long idle = capacity - usage.devicesUsed();
    fragmented.put(load, idle == 0 ? 0 : 100.0 * usage.devicesUnusable() / idle);
  }
}
