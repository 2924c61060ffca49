package io.millrace.scheduler.pool;

import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Allocation.CoreShare;
import io.millrace.model.placement.Allocation.DeviceShare;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.state.NodeEntry;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A node, what is used of it, and what stands on it. */
public final class Node {
  private final long ordinal;
  private final NodeSpec spec;
  private NodeState state;
  private NodeState given;
  private int slot;
  private long millicpu;
  private long rss;
  private long vms;
  private final long[] cores;
  private final long[] deviceFree;
  private final String[] deviceKinds;
  private final Map<String, Integer> deviceNumbers = new HashMap<>();
  private final TreeMap<Long, Instance> instances = new TreeMap<>();
  private long @Nullable [] sortedCores;

  @Nullable
  private Object measure;

  private long measured;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Integer> residents = new HashMap<>();

  Node(NodeEntry entry) {
    this.ordinal = entry.ordinal();
    this.spec = entry.spec();
    this.state = entry.state();
    this.given = entry.given();
    var capacity = spec.capacity();
    var reserved = spec.reserved();
    this.millicpu = capacity.millicpu() - reserved.millicpu();
    this.rss = capacity.rss() - reserved.rss();
    this.vms = capacity.vms() - reserved.vms();
    this.cores = freeCores(capacity, reserved);
    int devices = spec.devices().size();
    this.deviceFree = new long[devices];
    this.deviceKinds = new String[devices];
    for (int i = 0; i < devices; i++) {
      var device = spec.devices().get(i);
      deviceFree[i] = device.capacity() - device.reserved();
      deviceKinds[i] = device.kind();
      deviceNumbers.put(device.id(), i);
    }
  }

  private static long[] freeCores(Resources capacity, Resources reserved) {
    var free = new long[capacity.cores().size()];
    for (int i = 0; i < free.length; i++) {
      free[i] = capacity.cores().get(i)
          - (reserved.cores().isEmpty() ? 0 : reserved.cores().get(i));
    }
    return free;
  }

  public String id() {
    return spec.id();
  }

  public NodeSpec spec() {
    return spec;
  }

  public NodeState state() {
    return state;
  }

  /** The state that it has again when it was lost and is back. */
  public NodeState given() {
    return given;
  }

  void setState(NodeState other) {
    state = other;
    if (other != NodeState.LOST) {
      given = other;
    }
  }

  /** Its place among all nodes: the order in which they were added. */
  public int slot() {
    return slot;
  }

  void setSlot(int place) {
    slot = place;
  }

  long ordinal() {
    return ordinal;
  }

  public long freeMillicpu() {
    return millicpu;
  }

  public long freeRss() {
    return rss;
  }

  public long freeVms() {
    return vms;
  }

  public int cores() {
    return cores.length;
  }

  public long freeCore(int core) {
    return cores[core];
  }

  /** What is free of its cores, the most first; not to be changed. */
  public long[] sortedCores() {
    var sorted = sortedCores;
    if (sorted == null) {
      sorted = cores.clone();
      Arrays.sort(sorted);
      for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
        long least = sorted[i];
        sorted[i] = sorted[j];
        sorted[j] = least;
      }
      sortedCores = sorted;
    }
    return sorted;
  }

  /** What the measure found, until something changes here; computed once. */
  public long measured(Object by, ToLongFunction<Node> compute) {
    if (measure != by) {
      measured = compute.applyAsLong(this);
      measure = by;
    }
    return measured;
  }

  public int devices() {
    return deviceFree.length;
  }

  public long freeDevice(int device) {
    return deviceFree[device];
  }

  /** Of each device; not to be changed. */
  public long[] freeOfDevices() {
    return deviceFree;
  }

  public String deviceKind(int device) {
    return deviceKinds[device];
  }

  public String deviceId(int device) {
    return spec.devices().get(device).id();
  }

  /** Thousandths of all its devices together. */
  public long freeDevices() {
    long sum = 0;
    for (long free : deviceFree) {
      sum += free;
    }
    return sum;
  }

  /** By epoch. */
  public Collection<Instance> instances() {
    return instances.values();
  }

  /** Instances of the service that its own rules count. */
  public int count(String service) {
    return counts.getOrDefault(service, 0);
  }

  /** All instances by service, in no order. */
  public Map<String, Integer> residents() {
    return residents;
  }

  /** Whether the instance's shares are there and free. */
  boolean hasRoomFor(Instance instance) {
    var wanted = instance.spec().demand().resources();
    if (wanted.millicpu() > millicpu || wanted.rss() > rss || wanted.vms() > vms) {
      return false;
    }
    for (var core : instance.allocation().cores()) {
      if (core.core() >= cores.length || cores[core.core()] < core.share()) {
        return false;
      }
    }
    for (var device : instance.allocation().devices()) {
      var number = deviceNumbers.get(device.device());
      if (number == null || deviceFree[number] < device.share()) {
        return false;
      }
    }
    return true;
  }

  /** Takes an instance; what it takes is exactly what {@link #release} gives back. */
  public void take(Instance instance) {
    charge(instance.allocation(), instance.spec().demand().resources(), 1);
    instances.put(instance.allocation().epoch(), instance);
    residents.merge(instance.service().id(), 1, Integer::sum);
    if (instance.isCounted()) {
      count(instance, 1);
    }
  }

  public void release(Instance instance) {
    charge(instance.allocation(), instance.spec().demand().resources(), -1);
    instances.remove(instance.allocation().epoch());
    drop(residents, instance.service().id());
    if (instance.isCounted()) {
      count(instance, -1);
    }
  }

  void count(Instance instance, int by) {
    if (by > 0) {
      counts.merge(instance.service().id(), by, Integer::sum);
    } else {
      drop(counts, instance.service().id());
    }
  }

  private static void drop(Map<String, Integer> counts, String service) {
    counts.computeIfPresent(service, (id, many) -> many == 1 ? null : (Integer) (many - 1));
  }

  private void charge(Allocation allocation, Resources wanted, int sign) {
    measure = null;
    if (!allocation.cores().isEmpty()) {
      sortedCores = null;
    }
    millicpu -= sign * wanted.millicpu();
    rss -= sign * wanted.rss();
    vms -= sign * wanted.vms();
    for (CoreShare core : allocation.cores()) {
      cores[core.core()] -= sign * core.share();
    }
    for (DeviceShare device : allocation.devices()) {
      deviceFree[number(device.device())] -= sign * device.share();
    }
  }

  private int number(String device) {
    var number = deviceNumbers.get(device);
    if (number == null) {
      throw new IllegalStateException("node %s has no device %s".formatted(id(), device));
    }
    return number;
  }

  NodeEntry entry() {
    return new NodeEntry(ordinal, spec, state, given);
  }

  @Override
  public String toString() {
    return "node %s, %s, %d instances".formatted(id(), state, instances.size());
  }
}
