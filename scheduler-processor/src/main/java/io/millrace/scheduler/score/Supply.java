package io.millrace.scheduler.score;

import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.scheduler.pool.Pool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an idle device of a kind is worth less because typical demands name other kinds.
 * Fragmentation counts the weights of the demands that do not name it, and so keeps the kinds that
 * are named most, however many devices there are of them, and fills the scarce ones first. Here it
 * is the kind that is wanted most for what there is of it that is kept: a demand wants an equal
 * part of every device of the kinds that it names, and a kind costs the weight of all such demands,
 * times its distance from the kind that is wanted most.
 */
public final class Supply {
  /**
   * As in the definition of fragmentation: the weights of the demands that do not name the kind.
   */
  public static final Supply IGNORED = new Supply(null, 0);

  private final @Nullable Map<String, Long> costs;
  private final long otherwise;

  private Supply(@Nullable Map<String, Long> costs, long otherwise) {
    this.costs = costs;
    this.otherwise = otherwise;
  }

  /** Of the pool's devices as they are now. */
  public static Supply of(Pool pool, List<Shape> typical) {
    var capacity = capacity(pool);
    var wanted = new HashMap<String, Double>();
    long weights = 0;
    for (var shape : typical) {
      long there = shape.kinds().stream()
          .mapToLong(kind -> capacity.getOrDefault(kind, 0L))
          .sum();
      if (there > 0) {
        weights += shape.weight();
        double part = (double) shape.weight() * shape.share() * shape.count() / there;
        shape.kinds().forEach(kind -> wanted.merge(kind, part, Double::sum));
      }
    }
    double most =
        wanted.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    var costs = new HashMap<String, Long>();
    for (var each : wanted.entrySet()) {
      costs.put(each.getKey(), (long) (weights * (1 - each.getValue() / most)));
    }
    return new Supply(costs, weights);
  }

  private static Map<String, Long> capacity(Pool pool) {
    var capacity = new HashMap<String, Long>();
    for (var node : pool.nodes()) {
      node.spec()
          .devices()
          .forEach(each -> capacity.merge(each.kind(), each.capacity(), Long::sum));
    }
    return capacity;
  }

  /** Whether any kind costs anything. */
  boolean costs() {
    return otherwise > 0;
  }

  boolean isIgnored() {
    return costs == null;
  }

  /** In weights of demands. */
  long cost(String kind) {
    return costs == null ? 0 : costs.getOrDefault(kind, otherwise);
  }
}
