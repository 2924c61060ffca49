package io.millrace.connectors.prometheus;

import io.millrace.model.placement.state.PoolChanges;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in the pools that this process decides on: nodes and allocations by state, and what waits. */
final class PoolMeters {
  private final BoundedLabels<GaugeDataPoint> nodes;
  private final BoundedLabels<GaugeDataPoint> allocations;
  private final BoundedLabels<GaugeDataPoint> queued;
  // Of each thing of a pool, what it counts with and how much.
  private final Map<List<String>, Counted> counted = new HashMap<>();

  PoolMeters(PrometheusRegistry registry, Overflow overflow) {
    nodes =
        gauge(registry, overflow, "millrace_placement_nodes", "Nodes of a pool.", "pool", "state");
    allocations = gauge(
        registry,
        overflow,
        "millrace_placement_allocations",
        "Instances that have a node.",
        "pool",
        "state");
    queued = gauge(
        registry,
        overflow,
        "millrace_placement_queued_instances",
        "Instances that wait for a node.",
        "pool");
  }

  private record Counted(GaugeDataPoint at, double many) {}

  private static BoundedLabels<GaugeDataPoint> gauge(
      PrometheusRegistry registry, Overflow overflow, String name, String help, String... labels) {
    var gauge = Gauge.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
    return overflow.bounded(name, values -> gauge.labelValues(values.toArray(String[]::new)));
  }

  synchronized void changed(String pool, PoolChanges changes) {
    changes.instancesGone().forEach(id -> count(List.of(pool, "instance", id), null));
    changes.servicesGone().forEach(id -> count(List.of(pool, "service", id), null));
    changes.nodesGone().forEach(id -> count(List.of(pool, "node", id), null));
    changes
        .nodes()
        .forEach(
            node -> count(List.of(pool, "node", node.spec().id()), one(nodes, pool, node.state())));
    changes
        .services()
        .forEach(service -> count(
            List.of(pool, "service", service.spec().id()),
            new Counted(queued.of(List.of(pool)), service.waiting().missing())));
    changes
        .instances()
        .forEach(instance -> count(
            List.of(pool, "instance", instance.allocation().id()),
            one(allocations, pool, instance.allocation().state())));
  }

  private static Counted one(BoundedLabels<GaugeDataPoint> gauge, String pool, Enum<?> state) {
    return new Counted(gauge.of(List.of(pool, state.name().toLowerCase(Locale.ROOT))), 1);
  }

  private void count(List<String> thing, @Nullable Counted now) {
    var before = now == null ? counted.remove(thing) : counted.put(thing, now);
    if (before != null) {
      before.at().dec(before.many());
    }
    if (now != null) {
      now.at().inc(now.many());
    }
  }

  synchronized void left() {
    counted.values().forEach(each -> each.at().dec(each.many()));
    counted.clear();
  }
}
