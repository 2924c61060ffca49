package io.millrace.scheduler.filter;

import io.millrace.model.placement.Demand.Accelerator;
import io.millrace.scheduler.pool.Node;
import java.util.List;

/** Looks for devices, the tightest first, and goes back where a later demand finds none. */
final class DeviceSearch {
  // Only demands for several kinds at once that compete for the same devices come near it.
  private static final int MOST_STEPS = 20_000;

  private final Node node;
  private final List<Accelerator> accelerators;
  private final DeviceChoice choice;
  private int steps;

  DeviceSearch(Node node, List<Accelerator> accelerators, DeviceChoice choice) {
    this.node = node;
    this.accelerators = accelerators;
    this.choice = choice;
  }

  boolean find() {
    return from(0);
  }

  private boolean from(int number) {
    if (number == accelerators.size()) {
      return true;
    }
    var accelerator = accelerators.get(number);
    var used = new boolean[node.devices()];
    return take(number, accelerator, accelerator.count(), used);
  }

  /**
   * Takes so many more devices for the demand, each after the last one in the order of tightness.
   */
  private boolean take(int number, Accelerator accelerator, int more, boolean[] used) {
    if (more == 0) {
      return from(number + 1);
    }
    var skipped = used.clone();
    for (int device = tightest(accelerator, skipped); device >= 0 && steps++ < MOST_STEPS; ) {
      choice.take(device, accelerator.share());
      skipped[device] = true;
      if (take(number, accelerator, more - 1, skipped)) {
        return true;
      }
      choice.giveBack(device, accelerator.share());
      device = tightest(accelerator, skipped);
    }
    return false;
  }

  private int tightest(Accelerator accelerator, boolean[] skipped) {
    int best = -1;
    for (int device = 0; device < skipped.length; device++) {
      if (!skipped[device]
          && choice.free(device) >= accelerator.share()
          && Request.accepts(accelerator, node.deviceKind(device))
          && (best < 0 || choice.free(device) < choice.free(best))) {
        best = device;
      }
    }
    return best;
  }
}
