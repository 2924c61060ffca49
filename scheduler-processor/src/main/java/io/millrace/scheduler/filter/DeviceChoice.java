package io.millrace.scheduler.filter;

import io.millrace.model.placement.Allocation.DeviceShare;
import io.millrace.scheduler.pool.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which devices an instance would get, and what would be free of each. One is used for many nodes.
 */
public final class DeviceChoice {
  private long[] free = new long[8];
  private long[] taken = new long[8];
  private int devices;

  /** Starts with nothing taken of the node. */
  public void start(Node node) {
    devices = node.devices();
    if (free.length < devices) {
      free = new long[devices];
      taken = new long[devices];
    }
    for (int device = 0; device < devices; device++) {
      free[device] = node.freeDevice(device);
    }
    Arrays.fill(taken, 0, devices, 0);
  }

  public void take(int device, long share) {
    free[device] -= share;
    taken[device] += share;
  }

  public void giveBack(int device, long share) {
    take(device, -share);
  }

  public int devices() {
    return devices;
  }

  /** What would be free of each; not to be changed, and longer than there are devices. */
  public long[] free() {
    return free;
  }

  public long free(int device) {
    return free[device];
  }

  public List<DeviceShare> shares(Node node) {
    var shares = new ArrayList<DeviceShare>(1);
    for (int device = 0; device < devices; device++) {
      if (taken[device] > 0) {
        shares.add(new DeviceShare(node.deviceId(device), taken[device]));
      }
    }
    return shares;
  }
}
