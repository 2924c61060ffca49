package io.millrace.model.placement.policy;

import io.millrace.model.placement.Checks;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The rules by which a pool places: changing them is a command on the log.
 *
 * @param version counts the policies of a pool, from 1; set by the pool, whatever the command says
 * @param filters names of the rules that a node must pass, in their order; empty: all there are
 * @param scores weights of scores by name, 0 to 1000; the strategy's own score has the name {@code
 *     fit}
 * @param resources weights of resources within {@code fit} by name: {@code cpu}, {@code memory},
 *     {@code accelerator}
 * @param shapes the demands that are typical of the pool, with which fragmentation is measured;
 *     empty: learnt from the services that the pool has been asked to place
 * @param preemption whether higher priorities push out lower ones
 * @param candidates how many of the best nodes a decision record names
 */
public record Policy(
    String name,
    long version,
    Mode mode,
    Strategy strategy,
    List<String> filters,
    Map<String, Integer> scores,
    Map<String, Integer> resources,
    TieRule tie,
    List<Shape> shapes,
    boolean preemption,
    Queueing queueing,
    Moves moves,
    int candidates) {
  private static final int HEAVIEST = 1000;

  /**
   * Leaves room for typical demands; of nodes that are equal in that, the one with the least left.
   */
  public static final Policy DEFAULT = new Policy(
      "default",
      1,
      Mode.EXACT,
      Strategy.BEST_FIT,
      List.of(),
      Map.of("fragmentation", 10, "sensitivity", 10, "contention", 10, "preference", 10),
      Map.of("cpu", 1, "memory", 1, "accelerator", 1),
      TieRule.BEST_FIT,
      List.of(),
      true,
      new Queueing(3),
      new Moves(100, 100),
      3);

  public Policy {
    Checks.id("policy", name);
    Checks.within("version of policy " + name, version, 0, Checks.MOST);
    filters = List.copyOf(filters);
    if (new HashSet<>(filters).size() < filters.size()) {
      throw new IllegalArgumentException(
          "policy %s: a filter is named twice: %s".formatted(name, filters));
    }
    scores = Checks.sorted(scores);
    resources = Checks.sorted(resources);
    scores.forEach((of, weight) -> Checks.within("weight of " + of, weight, 0, HEAVIEST));
    resources.forEach((of, weight) -> Checks.within("weight of " + of, weight, 0, HEAVIEST));
    shapes = List.copyOf(shapes);
    Checks.within("candidates of policy " + name, candidates, 0, 100);
  }

  public Policy named(String other) {
    return new Policy(
        other,
        version,
        mode,
        strategy,
        filters,
        scores,
        resources,
        tie,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withVersion(long other) {
    return new Policy(
        name,
        other,
        mode,
        strategy,
        filters,
        scores,
        resources,
        tie,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withStrategy(Strategy other) {
    return new Policy(
        name,
        version,
        mode,
        other,
        filters,
        scores,
        resources,
        tie,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withFilters(List<String> other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        other,
        scores,
        resources,
        tie,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withScores(Map<String, Integer> other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        other,
        resources,
        tie,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withResources(Map<String, Integer> other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        scores,
        other,
        tie,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withTie(TieRule other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        scores,
        resources,
        other,
        shapes,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withShapes(List<Shape> other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        scores,
        resources,
        tie,
        other,
        preemption,
        queueing,
        moves,
        candidates);
  }

  public Policy withPreemption(boolean other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        scores,
        resources,
        tie,
        shapes,
        other,
        queueing,
        moves,
        candidates);
  }

  public Policy withQueueing(Queueing other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        scores,
        resources,
        tie,
        shapes,
        preemption,
        other,
        moves,
        candidates);
  }

  public Policy withMoves(Moves other) {
    return new Policy(
        name,
        version,
        mode,
        strategy,
        filters,
        scores,
        resources,
        tie,
        shapes,
        preemption,
        queueing,
        other,
        candidates);
  }

  /**
   * A demand and how often it comes.
   *
   * @param kinds of devices that will do; empty: any
   * @param share thousandths of each device
   * @param count devices; 0: it wants none
   */
  public record Shape(
      long millicpu, long memory, List<String> kinds, long share, int count, long weight) {
    public Shape {
      kinds = List.copyOf(kinds);
      Checks.amount("weight of a shape", weight);
    }

    public Shape withWeight(long other) {
      return new Shape(millicpu, memory, kinds, share, count, other);
    }
  }

  /**
   * @param balance how many sensitive services are served in a row before one that is not; -1: all
   *     of them
   */
  public record Queueing(int balance) {
    public Queueing {
      Checks.within("balance", balance, -1, 1_000_000);
    }
  }

  /**
   * What rebalancing may do.
   *
   * @param budget most moves of one rebalancing; 0: none
   * @param leastGain a move that frees fewer thousandths of devices for typical demands is not
   *     worth it
   */
  public record Moves(int budget, long leastGain) {
    public Moves {
      Checks.within("budget of moves", budget, 0, 100_000);
      Checks.amount("leastGain", leastGain);
    }
  }
}
