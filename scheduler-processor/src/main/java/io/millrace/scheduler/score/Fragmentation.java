package io.millrace.scheduler.score;

import io.millrace.model.placement.policy.Policy.Shape;
import io.millrace.scheduler.filter.DeviceChoice;
import io.millrace.scheduler.filter.Devices;
import io.millrace.scheduler.filter.Request;
import io.millrace.scheduler.pool.Node;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Fragmentation gradient descent: how much less of the node's devices typical demands could not use
 * afterwards, in whole devices, through the sigmoid 1 / (1 + e^-x), in 100 steps of 10. A share of
 * one device is put where that is most.
 */
public final class Fragmentation implements Scorer {
  private static final int STEPS = 100;
  private static final int STEP = MOST / STEPS;
  private static final double DEVICE = 1000;

  private final TypicalShapes shapes;
  private final long[] steps;
  private final ToLongFunction<Node> measure;
  private long after;

  public Fragmentation(List<Shape> typical, Supply supply) {
    this.shapes = new TypicalShapes(typical, supply);
    this.measure = node ->
        shapes.fragmentation(node, node.freeMillicpu(), node.freeRss(), node.freeOfDevices());
    this.steps = new long[STEPS - 1];
    for (int step = 1; step < STEPS; step++) {
      double gain = StrictMath.log((double) step / (STEPS - step));
      steps[step - 1] = (long) Math.ceil(gain * DEVICE * shapes.total());
    }
  }

  @Override
  public String name() {
    return "fragmentation";
  }

  /**
   * Chooses devices so that fragmentation grows least, or shrinks most; of equal ones the tightest,
   * then the first.
   */
  boolean choose(Node node, Request request, DeviceChoice choice) {
    var accelerators = request.accelerators();
    if (accelerators.size() != 1 || accelerators.get(0).count() > 1) {
      if (!Devices.choose(node, request, choice)) {
        return false;
      }
      after = after(node, request, choice);
      return true;
    }
    choice.start(node);
    var wanted = accelerators.get(0);
    int best = -1;
    for (int device = 0; device < node.devices(); device++) {
      long free = node.freeDevice(device);
      if (free < wanted.share()
          || !Request.accepts(wanted, node.deviceKind(device))
          || isLikeEarlier(node, device)) {
        continue;
      }
      choice.take(device, wanted.share());
      long would = after(node, request, choice);
      choice.giveBack(device, wanted.share());
      if (best < 0 || would < after || (would == after && free < node.freeDevice(best))) {
        best = device;
        after = would;
      }
    }
    if (best >= 0) {
      choice.take(best, wanted.share());
    }
    return best >= 0;
  }

  private static boolean isLikeEarlier(Node node, int device) {
    for (int earlier = 0; earlier < device; earlier++) {
      if (node.freeDevice(earlier) == node.freeDevice(device)
          && node.deviceKind(earlier).equals(node.deviceKind(device))) {
        return true;
      }
    }
    return false;
  }

  private long after(Node node, Request request, DeviceChoice choice) {
    return shapes.fragmentation(
        node,
        node.freeMillicpu() - request.millicpu(),
        node.freeRss() - request.rss(),
        choice.free());
  }

  /** As {@link #unusable}, if the instance were there, too. */
  public long unusableWith(Node node, Request request, DeviceChoice choice) {
    return shapes.total() == 0 ? 0 : after(node, request, choice) / shapes.total();
  }

  /** As the node is, in thousandths of devices times the weights of all shapes. */
  long before(Node node) {
    return node.measured(this, measure);
  }

  /** Directly after {@link #choose} of the same node. */
  @Override
  public int score(Node node, Request request, DeviceChoice choice) {
    if (node.devices() == 0) {
      return MOST / 2;
    }
    return STEP * stepsBelow(before(node) - after);
  }

  private int stepsBelow(long gain) {
    int low = 0;
    int high = steps.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (steps[middle] <= gain) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Thousandths of devices, as the mean over typical demands, that they cannot use of what is idle.
   */
  public long unusable(Node node) {
    return shapes.total() == 0 ? 0 : before(node) / shapes.total();
  }
}
