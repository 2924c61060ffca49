package io.millrace.connectors.prometheus;

import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Final windows over all instances, by application, stage, metric and window. Values are counted as histograms where the
 * windows of a series do not overlap, so that each value counts once; of every kind the last window's figures are shown.
 * A stage that is empty stands for all stages.
 */
final class WindowMeters implements MultiCollector {
  private static final String[] NAMES = {"application", "stage", "metric", "window"};
  private static final Set<WindowKind> APART =
      Set.of(WindowKind.TUMBLING, WindowKind.SESSION, WindowKind.TUMBLING_COUNT);
  private static final double[] QUANTILES = {0.5, 0.95, 0.99};

  private final BoundedLabels<Series> series;

  WindowMeters(PrometheusRegistry registry, Overflow overflow) {
    this.series = overflow.bounded("millrace_windows", values -> new Series());
    registry.register(this);
  }

  /** What is known of one combination of labels. */
  private static final class Series {
    private final Summary values = new Summary();
    private @Nullable Summary last;
    private boolean apart;
    private long windows;
    private long late;
    private long missing;

    synchronized void add(WindowResult window) {
      windows++;
      late += window.late();
      missing += window.missing();
      last = window.values();
      apart = APART.contains(window.kind());
      if (apart) {
        values.merge(window.values());
      }
    }
  }

  /** Counts a result if it is the last word on its window, and of all instances. */
  void add(WindowResult window) {
    if (window.finality() != WindowResult.Finality.FINAL || window.instance() != null) {
      return;
    }
    series
        .of(List.of(
            window.application(),
            Objects.requireNonNullElse(window.stage(), ""),
            window.metric(),
            span(window)))
        .add(window);
  }

  private static String span(WindowResult window) {
    var kind = window.kind().name().toLowerCase(Locale.ROOT);
    return switch (window.kind()) {
      case TUMBLING, HOPPING, SLIDING ->
        kind + " " + seconds(Duration.between(window.start(), window.end()));
      case SESSION, TUMBLING_COUNT, HOPPING_COUNT -> kind;
    };
  }

  private static String seconds(Duration length) {
    return length.toMillisPart() == 0 ? length.toSeconds() + "s" : length.toMillis() + "ms";
  }

  @Override
  public MetricSnapshots collect() {
    var values = HistogramSnapshot.builder()
        .name("millrace_window_value")
        .help("Values of final windows that do not overlap, in the unit of their metric.");
    var windows = counter("millrace_windows", "Final windows.");
    var late =
        counter("millrace_window_late_values", "Values that came too late for their window.");
    var missing =
        counter("millrace_window_missing_values", "Values of windows that were no finite number.");
    var mean = gauge("millrace_window_last_mean", "The mean of the last final window.");
    var quantiles = gauge("millrace_window_last_quantile", "Quantiles of the last final window.");
    series.forEach((labelValues, one) -> {
      var labels = Labels.of(NAMES, labelValues.toArray(String[]::new));
      synchronized (one) {
        windows.dataPoint(point(labels, one.windows));
        late.dataPoint(point(labels, one.late));
        missing.dataPoint(point(labels, one.missing));
        if (one.apart) {
          values.dataPoint(SketchHistogram.of(one.values, labels));
        }
        if (one.last != null && !one.last.isEmpty()) {
          mean.dataPoint(point(labels, one.last.mean()));
          for (double q : QUANTILES) {
            var at = labels.add("quantile", String.valueOf(q));
            quantiles.dataPoint(point(at, one.last.quantile(q)));
          }
        }
      }
    });
    return MetricSnapshots.of(
        values.build(),
        windows.build(),
        late.build(),
        missing.build(),
        mean.build(),
        quantiles.build());
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(name).help(help);
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder()
        .labels(labels)
        .value((double) value)
        .build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }
}
