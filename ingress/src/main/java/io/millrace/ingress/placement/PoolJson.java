package io.millrace.ingress.placement;

import io.millrace.ingress.pool.PoolView;
import io.millrace.model.placement.Allocation;
import io.millrace.model.placement.Demand;
import io.millrace.model.placement.Resources;
import io.millrace.model.placement.state.NodeEntry;
import io.millrace.model.placement.state.ServiceEntry;
import io.millrace.topology.serde.placement.PlacementJson;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Things of a pool as callers see them. */
final class PoolJson {
  private PoolJson() {}

  static ObjectNode node(PoolView pool, NodeEntry node) {
    var spec = node.spec();
    var here = pool.on(spec.id());
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", spec.id())
        .put("name", spec.name())
        .put("state", node.state().name().toLowerCase(Locale.ROOT))
        .put("given", node.given().name().toLowerCase(Locale.ROOT))
        .put("address", spec.address())
        .put("instances", here.size());
    var used = json.putObject("used");
    used.put("millicpu", sum(pool, here, Resources::millicpu) + spec.reserved().millicpu());
    used.put("rss", sum(pool, here, Resources::rss) + spec.reserved().rss());
    used.put("vms", sum(pool, here, Resources::vms) + spec.reserved().vms());
    json.set("spec", PlacementJson.tree(spec));
    return json;
  }

  private static long sum(PoolView pool, List<Allocation> here, ToLongFunction<Resources> of) {
    return here.stream()
        .map(pool::demand)
        .filter(Objects::nonNull)
        .map(Demand::resources)
        .mapToLong(of)
        .sum();
  }

  static ObjectNode service(PoolView pool, ServiceEntry service) {
    var instances = pool.of(service.spec().id());
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", service.spec().id())
        .put("name", service.spec().name())
        .put("application", service.spec().application())
        .put("replicas", service.spec().replicas())
        .put("placed", instances.size())
        .put(
            "running",
            instances.stream()
                .filter(one -> one.state() == Allocation.State.STARTED
                    || one.state() == Allocation.State.HEALTHY)
                .count())
        .put("waiting", service.waiting().missing())
        .put("reason", service.waiting().reason())
        .put("revision", service.revision());
    json.set("avoided", PlacementJson.tree(service.avoided()));
    json.set("preferred", PlacementJson.tree(service.preferred()));
    json.set("spec", PlacementJson.tree(service.spec()));
    return json;
  }

  static JsonNode allocation(Allocation allocation) {
    return PlacementJson.tree(allocation);
  }
}
