package io.millrace.ingress.placement.rohe;

import io.millrace.ingress.pool.PoolView;
import io.millrace.model.placement.Constraints;
import io.millrace.model.placement.Container;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.Sensitivity;
import io.millrace.model.placement.ServiceSpec;
import io.millrace.model.placement.state.ServiceEntry;
import io.millrace.topology.serde.contract.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Services in ROHE's forms: that of its README, and that of its later versions, whose names end in {@code _required}. */
final class RoheServices {
  private static final String REQUIRED = "_required";
  private static final List<Sensitivity> SENSITIVITIES = List.of(Sensitivity.values());

  private RoheServices() {}

  /** The service's id; null, and noted, where it is missing. */
  static @Nullable String id(Fields service) {
    return service.requiredText("service_id");
  }

  /** Null where something is wrong, which is noted. */
  static @Nullable ServiceSpec read(String application, Fields service) {
    var id = id(service);
    var name = service.text("service_name");
    var image = service.text("image");
    var replicas = service.count("replicas");
    int many = replicas == null ? 1 : Math.toIntExact(Math.min(replicas, Integer.MAX_VALUE));
    var ports = ports(service, many);
    var sensitivity = sensitivity(service);
    var demand = demand(service);
    if (id == null || demand == null || !service.mistakes().isEmpty()) {
      return null;
    }
    try {
      return new ServiceSpec(
          id,
          name == null ? id : name,
          application,
          new Container(image == null ? "" : image, List.of(), ports, Map.of(), null),
          many,
          demand,
          sensitivity,
          0,
          false,
          Constraints.NONE);
    } catch (IllegalArgumentException e) {
      service.mistakes().add("%s: %s".formatted(service.path(), e.getMessage()));
      return null;
    }
  }

  private static Sensitivity sensitivity(Fields service) {
    var number = service.count("sensitivity");
    if (number != null && (number < 0 || number >= SENSITIVITIES.size())) {
      service.mistake("sensitivity", "%d is not from 0 to 3".formatted(number));
      return Sensitivity.NONE;
    }
    return number == null ? Sensitivity.NONE : SENSITIVITIES.get(number.intValue());
  }

  // A port of the node can be had once: several instances let the engine choose.
  private static List<Container.Port> ports(Fields service, int replicas) {
    var ports = new ArrayList<Container.Port>();
    try {
      for (var mapping : service.objects("port_mapping")) {
        var inside = mapping.count("con_port");
        var outside = mapping.count("phy_port");
        if (inside != null) {
          ports.add(new Container.Port(
              Math.toIntExact(inside),
              replicas > 1 || outside == null ? 0 : Math.toIntExact(outside)));
        }
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      service.mistake("port_mapping", String.valueOf(e.getMessage()));
    }
    return ports;
  }

  private static @Nullable Demand demand(Fields service) {
    var memoryName = RoheUnits.named(service, "memory" + REQUIRED, "memory");
    var memory = memoryName == null ? null : service.object(memoryName);
    var cpu = RoheUnits.named(service, "cpu" + REQUIRED, "cpu");
    var cores = RoheUnits.named(service, "cores" + REQUIRED, "processor");
    var accelerators = RoheUnits.named(service, "accelerator" + REQUIRED, "accelerator");
    try {
      return new Demand(
          new Resources(
              cpu == null ? 0 : RoheUnits.whole(service, cpu),
              RoheUnits.whole(memory, "rss"),
              RoheUnits.whole(memory, "vms"),
              RoheUnits.each(service, cores)),
          accelerators(accelerators == null ? null : service.object(accelerators)));
    } catch (IllegalArgumentException e) {
      service.mistakes().add("%s: %s".formatted(service.path(), e.getMessage()));
      return null;
    }
  }

  private static List<Demand.Accelerator> accelerators(@Nullable Fields wanted) {
    var all = new ArrayList<Demand.Accelerator>();
    if (wanted != null) {
      for (var kind : wanted.names()) {
        all.add(new Demand.Accelerator(kind, RoheUnits.thousandths(wanted, kind)));
      }
    }
    return all;
  }

  /** @param old whether the names are those of the README */
  static ObjectNode write(PoolView pool, ServiceEntry entry, boolean old) {
    var spec = entry.spec();
    var instances = pool.of(spec.id());
    var json = JsonNodeFactory.instance.objectNode();
    json.put("service_name", spec.name()).put("service_id", spec.id());
    var nodes = json.putObject("node");
    instances.forEach(one -> nodes.put(one.node(), nodes.path(one.node()).asInt(0) + 1));
    json.put("status", entry.waiting().missing() > 0 ? "queueing" : "running");
    var ids = json.putArray("instance_ids");
    instances.forEach(one -> ids.add(one.id()));
    json.put("running", instances.size()).put("image", spec.container().image());
    var ports = json.putArray("ports");
    var mapping = json.putArray("port_mapping");
    spec.container().ports().forEach(port -> {
      ports.add(port.container());
      mapping.addObject().put("con_port", port.container()).put("phy_port", port.host());
    });
    writeDemand(spec.demand(), json, old ? "" : REQUIRED, old);
    json.put("sensitivity", SENSITIVITIES.indexOf(spec.sensitivity()))
        .put("replicas", spec.replicas());
    return json;
  }

  private static void writeDemand(Demand demand, ObjectNode json, String suffix, boolean old) {
    var resources = demand.resources();
    json.put("cpu" + suffix, resources.millicpu());
    var accelerators = json.putObject("accelerator" + suffix);
    demand
        .accelerators()
        .forEach(one -> one.kinds()
            .forEach(kind -> accelerators.putPOJO(kind, RoheUnits.hundredths(one.share()))));
    json.putObject("memory" + suffix).put("rss", resources.rss()).put("vms", resources.vms());
    var cores = json.putArray(old ? "processor" : "cores" + suffix);
    resources.cores().forEach(core -> cores.addPOJO(RoheUnits.hundredths(core)));
  }
}
