package io.millrace.connectors.prometheus;

import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolChanges;
import io.millrace.port.PlacementMeter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Locale;

/** Decisions of placement, by pool: how many, how long they took, and why something had to wait. */
final class PlacementMeters implements PlacementMeter {
  private static final double[] SECONDS = {
    0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1, 1
  };

  private final BoundedLabels<CounterDataPoint> decisions;
  private final BoundedLabels<CounterDataPoint> refusals;
  private final BoundedLabels<CounterDataPoint> freed;
  private final BoundedLabels<DistributionDataPoint> seconds;
  private final PoolMeters pools;

  PlacementMeters(PrometheusRegistry registry, Overflow overflow) {
    decisions = counter(
        registry,
        overflow,
        "millrace_placement_decisions",
        "Decisions that this process made on commands; again after a transaction was undone.",
        "decision");
    refusals = counter(
        registry,
        overflow,
        "millrace_placement_refusals",
        "Nodes that a filter refused to services that have to wait.",
        "filter");
    freed = counter(
        registry,
        overflow,
        "millrace_placement_freed",
        "Instances that are not to run any more, by why.",
        "reason");
    var name = "millrace_placement_decision_duration";
    var histogram = Histogram.builder()
        .name(name)
        .unit(Unit.SECONDS)
        .help("What deciding on a command took, its record and transaction aside.")
        .labelNames("pool")
        .classicUpperBounds(SECONDS)
        .withoutExemplars()
        .register(registry);
    seconds =
        overflow.bounded(name, values -> histogram.labelValues(values.toArray(String[]::new)));
    pools = new PoolMeters(registry, overflow);
  }

  private static BoundedLabels<CounterDataPoint> counter(
      PrometheusRegistry registry, Overflow overflow, String name, String help, String label) {
    var counter = Counter.builder()
        .name(name)
        .help(help)
        .labelNames("pool", label)
        .withoutExemplars()
        .register(registry);
    return overflow.bounded(name, values -> counter.labelValues(values.toArray(String[]::new)));
  }

  @Override
  public void decided(String pool, List<Decision> made, long nanos) {
    seconds.of(List.of(pool)).observe(nanos / 1e9);
    for (var decision : made) {
      decisions.of(List.of(pool, lower(decision.getClass().getSimpleName()))).inc();
      if (decision instanceof Decision.Queued queued) {
        queued
            .explanation()
            .refusals()
            .forEach((filter, nodes) -> refusals.of(List.of(pool, filter)).inc(nodes));
      } else if (decision instanceof Decision.Freed one) {
        freed.of(List.of(pool, lower(one.reason().name()))).inc();
      }
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public void changed(String pool, PoolChanges changes) {
    pools.changed(pool, changes);
  }

  @Override
  public void left() {
    pools.left();
  }
}
