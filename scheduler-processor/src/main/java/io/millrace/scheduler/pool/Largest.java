package io.millrace.scheduler.pool;

import java.util.List;

/** The largest capacities of any node, by which what is left of different resources is compared. */
public final class Largest {
  private long millicpu = 1;
  private long rss = 1;
  private long devices = 1;

  void of(List<Node> nodes) {
    millicpu = 1;
    rss = 1;
    devices = 1;
    for (var node : nodes) {
      include(node);
    }
  }

  void include(Node node) {
    var capacity = node.spec().capacity();
    millicpu = Math.max(millicpu, capacity.millicpu());
    rss = Math.max(rss, capacity.rss());
    devices = Math.max(
        devices,
        node.spec().devices().stream().mapToLong(each -> each.capacity()).sum());
  }

  public long millicpu() {
    return millicpu;
  }

  public long rss() {
    return rss;
  }

  public boolean haveDevices() {
    return devices > 1;
  }

  /** Thousandths of devices. */
  public long devices() {
    return devices;
  }
}
