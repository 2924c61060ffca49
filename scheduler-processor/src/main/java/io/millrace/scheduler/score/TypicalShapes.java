package io.millrace.scheduler.score;

import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.scheduler.pool.Node;
import java.util.List;

/**
 * How much of a node's idle devices typical demands cannot use, as weighted by how often they come
 * (Weng et al., Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation
 * Gradient Descent, USENIX ATC 2023): for each shape all that is idle if the shape cannot run on
 * the node or wants no device, else what is idle on devices that have too little for it; summed
 * with the shapes' weights.
 */
final class TypicalShapes {
  private final long[] millicpu;
  private final long[] memory;
  private final long[] share;
  private final int[] count;
  private final long[] weight;
  private final List<List<String>> kinds;
  private final long total;
  private final Supply supply;

  TypicalShapes(List<Shape> shapes, Supply supply) {
    this.supply = supply;
    millicpu = shapes.stream().mapToLong(Shape::millicpu).toArray();
    memory = shapes.stream().mapToLong(Shape::memory).toArray();
    share = shapes.stream().mapToLong(Shape::share).toArray();
    count = shapes.stream().mapToInt(Shape::count).toArray();
    weight = shapes.stream().mapToLong(Shape::weight).toArray();
    kinds = shapes.stream().map(Shape::kinds).toList();
    total = shapes.stream().mapToLong(Shape::weight).sum();
  }

  /** The sum of the weights. */
  long total() {
    return total;
  }

  /**
   * In thousandths of devices times weights.
   *
   * @param free what its devices would have free
   */
  long fragmentation(Node node, long freeMillicpu, long freeMemory, long[] free) {
    long idle = 0;
    for (int device = 0; device < node.devices(); device++) {
      idle += free[device];
    }
    long sum = supply.costs() ? costs(node, free) : 0;
    for (int shape = 0; shape < share.length && idle > 0; shape++) {
      boolean fits = millicpu[shape] <= freeMillicpu && memory[shape] <= freeMemory;
      sum += weight[shape] * unusable(node, shape, fits, idle, free);
    }
    return sum;
  }

  private long costs(Node node, long[] free) {
    long sum = 0;
    for (int device = 0; device < node.devices(); device++) {
      sum += free[device] * supply.cost(node.deviceKind(device));
    }
    return sum;
  }

  private long unusable(Node node, int shape, boolean fits, long idle, long[] free) {
    var any = kinds.get(shape);
    boolean bound = !any.isEmpty();
    if (count[shape] == 0 || (!fits && !bound)) {
      return idle;
    }
    long usable = 0;
    long ofOtherKinds = 0;
    int enough = 0;
    for (int device = 0; device < node.devices(); device++) {
      if (bound && !any.contains(node.deviceKind(device))) {
        ofOtherKinds += free[device];
      } else if (free[device] >= share[shape]) {
        usable += free[device];
        enough++;
      }
    }
    // What other kinds cost is told by the supply.
    long counted = supply.isIgnored() ? idle : idle - ofOtherKinds;
    return fits && enough >= count[shape] ? counted - usable : counted;
  }
}
