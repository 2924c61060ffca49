package io.millrace.scheduler.pool;

import io.millrace.model.placement.Demand;
import io.millrace.model.placement.policy.Policy.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which demands are typical: the most frequent shapes that make up 95 % of what was asked for. They
 * are learnt anew when twice as much has been asked for as the last time.
 */
public final class TypicalDemands {
  private static final int PERCENT = 95;
  private static final int MOST_SHAPES = 256;
  private static final int MOST_KNOWN = 1024;

  private static final Comparator<Shape> MOST_FREQUENT = Comparator.comparingLong(
          (Shape shape) -> -shape.weight())
      .thenComparingLong(shape -> -shape.share() * shape.count())
      .thenComparingLong(shape -> -shape.millicpu())
      .thenComparingLong(shape -> -shape.memory())
      .thenComparingLong(Shape::count)
      .thenComparing(shape -> String.join(",", shape.kinds()));

  private final Map<Shape, Long> asked = new HashMap<>();
  private List<Shape> typical;
  private long total;
  private long learntFrom;

  TypicalDemands(List<Shape> demands, List<Shape> typical, long learntFrom) {
    for (var shape : demands) {
      asked.put(shape.withWeight(0), shape.weight());
      total += shape.weight();
    }
    this.typical = typical;
    this.learntFrom = learntFrom;
  }

  /** The shape of a demand. */
  public static Shape shape(Demand demand) {
    var resources = demand.resources();
    var accelerators =
        demand.accelerators().stream().filter(each -> each.share() > 0).toList();
    if (accelerators.isEmpty()) {
      return new Shape(resources.millicpu(), resources.rss(), List.of(), 0, 0, 0);
    }
    // Of several accelerators the largest stands for all.
    var largest = accelerators.stream()
        .max(Comparator.comparingLong(each -> each.share() * each.count()))
        .orElseThrow();
    return new Shape(
        resources.millicpu(),
        resources.rss(),
        largest.kinds(),
        largest.share(),
        largest.count(),
        0);
  }

  /** True where other demands are typical now. */
  boolean asked(Shape shape, int times) {
    if (times == 0) {
      return false;
    }
    if (asked.size() >= MOST_KNOWN && !asked.containsKey(shape)) {
      return false;
    }
    asked.merge(shape, (long) times, Long::sum);
    total += times;
    if (total < 2 * learntFrom || total == learntFrom) {
      return false;
    }
    learntFrom = total;
    var before = typical;
    typical = mostFrequent(demands());
    return !typical.equals(before);
  }

  /**
   * The most frequent of these shapes that make up 95 % of their weight; of equal ones the largest.
   */
  public static List<Shape> mostFrequent(List<Shape> shapes) {
    var byWeight = new ArrayList<>(shapes);
    byWeight.sort(MOST_FREQUENT);
    long sum = shapes.stream().mapToLong(Shape::weight).sum();
    var kept = new ArrayList<Shape>();
    long covered = 0;
    for (var shape : byWeight) {
      if (covered * 100 >= sum * PERCENT || kept.size() == MOST_SHAPES) {
        break;
      }
      kept.add(shape);
      covered += shape.weight();
    }
    return List.copyOf(kept);
  }

  List<Shape> demands() {
    var all = new ArrayList<Shape>();
    asked.forEach((shape, weight) -> all.add(shape.withWeight(weight)));
    all.sort(MOST_FREQUENT);
    return all;
  }

  /** The shape as often as it was asked for. */
  Shape asked(Shape shape) {
    return shape.withWeight(asked.getOrDefault(shape, 0L));
  }

  public List<Shape> typical() {
    return typical;
  }

  long learntFrom() {
    return learntFrom;
  }
}
