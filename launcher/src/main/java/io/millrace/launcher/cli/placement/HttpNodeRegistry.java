package io.millrace.launcher.cli.placement;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.ApiException;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.Machine;
import io.millrace.model.node.NodeAnnouncement;
import io.millrace.model.placement.NodeSpec;
import io.millrace.port.NodeRegistry;
import io.millrace.topology.serde.Json;
import tools.jackson.databind.node.ObjectNode;

/** A machine's words to a running Millrace. */
final class HttpNodeRegistry implements NodeRegistry {
  private static final long MEBIBYTE = 1 << 20;

  private final Api api;

  HttpNodeRegistry(Api api) {
    this.api = api;
  }

  @Override
  public void announce(NodeAnnouncement announcement) {
    var path = "/pools/" + Api.inPath(announcement.pool().value()) + "/commands";
    var command = PoolCall.command("add-node");
    command.set("spec", spec(announcement));
    try {
      api.call("POST", path, command);
    } catch (ApiException e) {
      // It is known already: what it has may have changed.
      api.call("POST", path, command.put("type", "update-node"));
    }
  }

  private static ObjectNode spec(NodeAnnouncement announcement) {
    var machine = announcement.machine();
    var spec = Json.MAPPER.createObjectNode();
    spec.put("id", announcement.node().name().value())
        .put("address", announcement.node().address().toString());
    spec.putObject("labels").put(NodeSpec.AGENT, "true");
    long memory = machine.memoryBytes() / MEBIBYTE;
    var capacity = spec.putObject("capacity");
    capacity.put("millicpu", 1000L * machine.cores().size()).put("rss", memory).put("vms", memory);
    cores(machine, capacity);
    var devices = spec.putArray("devices");
    machine
        .accelerators()
        .forEach(one -> devices.addObject().put("id", one.id()).put("kind", one.kind()));
    return spec;
  }

  // Cores are told apart by their numbers, of which one may have no use of some.
  private static void cores(Machine machine, ObjectNode capacity) {
    var cores = capacity.putArray("cores");
    for (int core = 0; core <= machine.cores().last(); core++) {
      cores.add(machine.cores().contains(core) ? 1000 : 0);
    }
  }

  @Override
  public void beat(Heartbeat heartbeat) {
    api.call(
        "POST",
        "/pools/%s/nodes/%s/heartbeat"
            .formatted(
                Api.inPath(heartbeat.pool().value()),
                Api.inPath(heartbeat.node().value())),
        Json.MAPPER.createObjectNode());
  }
}
