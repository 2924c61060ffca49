package io.millrace.connectors.prometheus;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Function;

/** The bound on label combinations that all meters have in common, and the count of what went beyond it. */
final class Overflow {
  private final int most;
  private final Counter counter;

  /** @param most label combinations of one meter */
  Overflow(PrometheusRegistry registry, int most) {
    this.most = most;
    this.counter = Counter.builder()
        .name("millrace_label_overflow")
        .help(
            "Values counted under \"other\", because the meter has all the label combinations it may.")
        .labelNames("meter")
        .withoutExemplars()
        .register(registry);
  }

  <D> BoundedLabels<D> bounded(String meter, Function<List<String>, D> make) {
    var over = counter.labelValues(meter);
    return new BoundedLabels<>(most, make, over::inc);
  }
}
