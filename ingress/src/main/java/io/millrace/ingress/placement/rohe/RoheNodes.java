package io.millrace.ingress.placement.rohe;

import io.millrace.ingress.pool.PoolView;
import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Device;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.topology.serde.contract.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Nodes in ROHE's forms: that of its README, with {@code MAC} and {@code processor}, and that of its later versions. */
final class RoheNodes {
  private static final String RUNNING = "running";
  private static final String USED = "used";
  private static final String CAPACITY = "capacity";
  private static final String MEMORY = "memory";

  private RoheNodes() {}

  /** A node and whether it takes instances. */
  record Read(NodeSpec spec, NodeState state) {}

  /** The node's id, however it is named; null, and noted, where it is missing. */
  static @Nullable String id(Fields node) {
    var name = RoheUnits.named(node, "mac_address", "MAC");
    return node.requiredText(name == null ? "mac_address" : name);
  }

  /** Null where something is wrong, which is noted. */
  static @Nullable Read read(Fields node) {
    var id = id(node);
    var status = node.text("status");
    var name = node.text("node_name");
    var address = node.text("address");
    var devices = devices(node.object("accelerator"));
    var capacity = resources(node, CAPACITY);
    var reserved = resources(node, USED);
    if (id == null || !node.mistakes().isEmpty()) {
      return null;
    }
    try {
      var spec = new NodeSpec(
          id,
          name == null ? id : name,
          address == null ? "" : address,
          name == null ? Map.of() : new TreeMap<>(Map.of("node_name", name)),
          List.of(),
          capacity,
          reserved,
          devices);
      return new Read(
          spec, status == null || RUNNING.equals(status) ? NodeState.READY : NodeState.CORDONED);
    } catch (IllegalArgumentException e) {
      node.mistakes().add("%s: %s".formatted(node.path(), e.getMessage()));
      return null;
    }
  }

  private static Resources resources(Fields node, String what) {
    var memory = node.object(MEMORY);
    var amounts = memory == null ? null : memory.object(what);
    var name = RoheUnits.named(node, "cores", "processor");
    var cores = name == null ? null : node.object(name);
    try {
      return new Resources(
          RoheUnits.whole(node.object("cpu"), what),
          RoheUnits.whole(amounts, "rss"),
          RoheUnits.whole(amounts, "vms"),
          cores == null ? List.of() : RoheUnits.each(cores, what));
    } catch (IllegalArgumentException e) {
      node.mistakes().add("%s: %s".formatted(node.path(), e.getMessage()));
      return Resources.NONE;
    }
  }

  private static List<Device> devices(@Nullable Fields accelerators) {
    var devices = new ArrayList<Device>();
    if (accelerators == null) {
      return devices;
    }
    accelerators.entries().forEach((id, device) -> {
      var named = RoheUnits.named(device, "accelerator_type", "type");
      var kind = device.requiredText(named == null ? "accelerator_type" : named);
      try {
        devices.add(new Device(
            id,
            kind == null ? id : kind,
            device.has(CAPACITY) ? RoheUnits.thousandths(device, CAPACITY) : Device.WHOLE,
            RoheUnits.thousandths(device, USED)));
      } catch (IllegalArgumentException e) {
        device.mistakes().add("%s: %s".formatted(device.path(), e.getMessage()));
      }
    });
    return devices;
  }

  /** @param old whether the names are those of the README */
  static ObjectNode write(PoolView pool, NodeEntry entry, boolean old) {
    var spec = entry.spec();
    var here = pool.on(spec.id());
    var json = JsonNodeFactory.instance.objectNode();
    json.put("node_name", spec.name())
        .put(old ? "MAC" : "mac_address", spec.id())
        .put("status", entry.state() == NodeState.READY ? RUNNING : "queueing");
    writeDevices(spec, here, json.putObject("accelerator"), old ? "type" : "accelerator_type");
    json.putObject("cpu")
        .put(CAPACITY, spec.capacity().millicpu())
        .put(USED, spec.reserved().millicpu() + sum(pool, here, Resource.CPU));
    var memory = json.putObject(MEMORY);
    memory
        .putObject(CAPACITY)
        .put("rss", spec.capacity().rss())
        .put("vms", spec.capacity().vms());
    memory
        .putObject(USED)
        .put("rss", spec.reserved().rss() + sum(pool, here, Resource.RSS))
        .put("vms", spec.reserved().vms() + sum(pool, here, Resource.VMS));
    writeCores(spec, here, json.putObject(old ? "processor" : "cores"));
    var services = json.putObject("services");
    here.forEach(one -> services.put(one.service(), services.path(one.service()).asInt(0) + 1));
    return json;
  }

  private enum Resource {
    CPU,
    RSS,
    VMS
  }

  private static long sum(PoolView pool, List<Allocation> here, Resource what) {
    long sum = 0;
    for (var one : here) {
      Demand demand = pool.demand(one);
      if (demand != null) {
        var wanted = demand.resources();
        sum += switch (what) {
          case CPU -> wanted.millicpu();
          case RSS -> wanted.rss();
          case VMS -> wanted.vms();
        };
      }
    }
    return sum;
  }

  private static void writeDevices(
      NodeSpec spec, List<Allocation> here, ObjectNode json, String kind) {
    for (var device : spec.devices()) {
      long used = device.reserved()
          + here.stream()
              .flatMap(one -> one.devices().stream())
              .filter(share -> share.device().equals(device.id()))
              .mapToLong(Allocation.DeviceShare::share)
              .sum();
      put(json.putObject(device.id()).put(kind, device.kind()), CAPACITY, device.capacity());
      put((ObjectNode) json.get(device.id()), USED, used);
    }
  }

  private static void put(ObjectNode json, String name, long thousandths) {
    json.putPOJO(name, RoheUnits.hundredths(thousandths));
  }

  private static void writeCores(NodeSpec spec, List<Allocation> here, ObjectNode json) {
    var capacity = json.putArray(CAPACITY);
    var used = json.putArray(USED);
    for (int core = 0; core < spec.capacity().cores().size(); core++) {
      int number = core;
      long taken = here.stream()
          .flatMap(one -> one.cores().stream())
          .filter(share -> share.core() == number)
          .mapToLong(Allocation.CoreShare::share)
          .sum();
      var reserved = spec.reserved().cores();
      capacity.addPOJO(RoheUnits.hundredths(spec.capacity().cores().get(core)));
      used.addPOJO(RoheUnits.hundredths(taken + (reserved.isEmpty() ? 0 : reserved.get(core))));
    }
  }
}
