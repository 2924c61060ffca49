package io.millrace.scheduler.problem;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a problem.
 *
 * @param nodes after the last cycle, in the order of the problem
 */
public record Solution(List<Cycle> cycles, List<Usage> nodes) {
  public Solution {
    cycles = List.copyOf(cycles);
    nodes = List.copyOf(nodes);
  }

  /**
   * One round of placing.
   *
   * @param placements in the order in which they were made
   * @param error what ended it early; null: nothing
   * @param unplaced by service how many are missing; negative: too many
   * @param running by service, as the orchestrator counts
   * @param stuck how many services wait in the queue of the sensitive ones
   */
  public record Cycle(
      int cycle,
      List<Placement> placements,
      @Nullable String error,
      Map<String, Integer> unplaced,
      Map<String, Integer> running,
      int stuck) {
    public Cycle {
      placements = List.copyOf(placements);
    }
  }

  /** @param replica counts the placements of the service in its turn, from 0 */
  public record Placement(String service, int replica, String node) {}

  /** What is used of a node, others' use included. */
  public record Usage(
      String node,
      double cpu,
      double rss,
      List<Double> cores,
      Map<String, Double> accelerators,
      Map<String, Integer> services) {
    public Usage {
      cores = List.copyOf(cores);
    }
  }
}
