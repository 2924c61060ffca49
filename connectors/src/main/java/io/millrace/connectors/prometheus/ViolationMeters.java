package io.millrace.connectors.prometheus;

import io.millrace.model.contract.Violation;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Violations of contracts: how many have begun, and how many last. */
final class ViolationMeters {
  private final BoundedLabels<CounterDataPoint> opened;
  private final BoundedLabels<GaugeDataPoint> open;
  // Of each episode that lasts, what its objective counts with.
  private final Map<String, GaugeDataPoint> lasting = new HashMap<>();

  ViolationMeters(PrometheusRegistry registry, Overflow overflow) {
    var counter = Counter.builder()
        .name("millrace_violations")
        .help("Violations of objectives that have begun.")
        .labelNames("application", "contract", "objective", "severity")
        .withoutExemplars()
        .register(registry);
    opened = overflow.bounded(
        "millrace_violations", values -> counter.labelValues(values.toArray(String[]::new)));
    var gauge = Gauge.builder()
        .name("millrace_violations_open")
        .help("Violations of objectives that last.")
        .labelNames("application", "contract", "objective")
        .withoutExemplars()
        .register(registry);
    open = overflow.bounded(
        "millrace_violations_open", values -> gauge.labelValues(values.toArray(String[]::new)));
  }

  /** @param past whether it was on the log before this process looked: it may last yet, but has been counted before */
  synchronized void add(Violation violation, boolean past) {
    var of = violation.of();
    if (violation.kind() != Violation.Kind.OPENED) {
      var point = lasting.remove(violation.id());
      if (point != null) {
        point.dec();
      }
      return;
    }
    var application = of.scope().application();
    if (!past) {
      var severity = violation.severity().name().toLowerCase(Locale.ROOT);
      opened.of(List.of(application, of.contract(), of.objective(), severity)).inc();
    }
    if (!lasting.containsKey(violation.id())) {
      var point = open.of(List.of(application, of.contract(), of.objective()));
      point.inc();
      lasting.put(violation.id(), point);
    }
  }
}
