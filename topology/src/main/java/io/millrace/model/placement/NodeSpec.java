package io.millrace.model.placement;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A machine as it was announced.
 *
 * @param id unique within the pool; ROHE's is the MAC address
 * @param name for people; need not be unique
 * @param address where its engine is reached, such as {@code unix:///var/run/docker.sock}; empty
 *     where it has none
 * @param labels in the order of their keys
 * @param capacity its cores in the order of their numbers
 * @param reserved what others use of it, who are not placed by us; as many cores as the capacity
 *     has, or none
 */
public record NodeSpec(
    String id,
    String name,
    String address,
    Map<String, String> labels,
    List<Taint> taints,
    Resources capacity,
    Resources reserved,
    List<Device> devices) {
  /** A label of nodes that an agent has announced: when it is silent, the node is lost. */
  public static final String AGENT = "millrace-agent";

  private static final int MOST_DEVICES = 64;

  public NodeSpec {
    Checks.id("node", id);
    labels = Checks.sorted(labels);
    taints = List.copyOf(taints);
    devices = List.copyOf(devices);
    Checks.within("number of devices of node " + id, devices.size(), 0, MOST_DEVICES);
    checkReserved(id, capacity, reserved);
    checkDevices(id, devices);
  }

  /** A node of these capacities that nobody uses. */
  public NodeSpec(String id, Resources capacity, List<Device> devices) {
    this(id, id, "", Map.of(), List.of(), capacity, Resources.NONE, devices);
  }

  public NodeSpec withLabels(Map<String, String> other) {
    return new NodeSpec(id, name, address, other, taints, capacity, reserved, devices);
  }

  public NodeSpec withTaints(List<Taint> other) {
    return new NodeSpec(id, name, address, labels, other, capacity, reserved, devices);
  }

  public NodeSpec withCapacity(Resources other) {
    return new NodeSpec(id, name, address, labels, taints, other, reserved, devices);
  }

  public NodeSpec withReserved(Resources other) {
    return new NodeSpec(id, name, address, labels, taints, capacity, other, devices);
  }

  private static void checkReserved(String id, Resources capacity, Resources reserved) {
    var over = reserved.exceeding(capacity);
    if (!over.isEmpty()) {
      throw new IllegalArgumentException(
          "node %s: more is reserved than it has: %s".formatted(id, over));
    }
    int given = reserved.cores().size();
    if (given != 0 && given != capacity.cores().size()) {
      throw new IllegalArgumentException("node %s: %d cores are reserved of %d"
          .formatted(id, given, capacity.cores().size()));
    }
    for (int i = 0; i < given; i++) {
      Checks.within(
          "node %s: reserved of core %d".formatted(id, i),
          reserved.cores().get(i),
          0,
          capacity.cores().get(i));
    }
  }

  private static void checkDevices(String id, List<Device> devices) {
    var seen = new HashSet<String>();
    for (var device : devices) {
      if (!seen.add(device.id())) {
        throw new IllegalArgumentException("node %s: two devices %s".formatted(id, device.id()));
      }
    }
  }
}
