package io.millrace.scheduler.problem;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A placement problem as ROHE's orchestrator would be given it: nodes, services, settings, and what
 * is edited between the cycles in which it places.
 *
 * @param nodes in the order of the file
 * @param services in the order of the file
 * @param cycles how many times it places
 */
public record Problem(
    List<Machine> nodes, List<Wish> services, Settings settings, int cycles, List<Edit> edits) {
  public Problem {
    nodes = List.copyOf(nodes);
    services = List.copyOf(services);
    edits = List.copyOf(edits);
  }

  /**
   * A node.
   *
   * @param cores capacities in hundredths of a core
   * @param coresUsed as many as the capacities
   */
  public record Machine(
      String id,
      String status,
      Amount cpu,
      Amount rss,
      Amount vms,
      List<Double> cores,
      List<Double> coresUsed,
      List<Accelerator> accelerators) {
    public Machine {
      cores = List.copyOf(cores);
      coresUsed = List.copyOf(coresUsed);
      accelerators = List.copyOf(accelerators);
      if (cores.size() != coresUsed.size()) {
        throw new IllegalArgumentException(
            "node %s: %d cores, and the use of %d".formatted(id, cores.size(), coresUsed.size()));
      }
    }
  }

  /** What there is of something and what is used of it. */
  public record Amount(double capacity, double used) {}

  /** @param load in hundredths of the device */
  public record Accelerator(String id, String type, Amount load) {}

  /**
   * A service.
   *
   * @param cores hundredths of each core it wants
   * @param accelerators hundredths by type, in the order of the file
   * @param sensitivity 0 none, 1 processor, 2 memory, 3 both
   * @param running how many the file says are running
   */
  public record Wish(
      String id,
      double cpu,
      double rss,
      double vms,
      List<Double> cores,
      Map<String, Double> accelerators,
      int sensitivity,
      int replicas,
      int running) {
    public Wish {
      Objects.requireNonNull(accelerators, "accelerators");
      cores = List.copyOf(cores);
    }
  }

  /**
   * How ROHE is set.
   *
   * @param strategy 0 first fit, 1 the most left, 2 the least left
   * @param priority whose sensitivity counts: 0 none, 1 processor, 2 memory
   */
  public record Settings(
      int strategy, double cpuWeight, double memoryWeight, int priority, int queueBalance) {}

  /** Wants another number of replicas from this cycle on; cycles count from 1. */
  public record Edit(int beforeCycle, String service, int replicas) {}
}
