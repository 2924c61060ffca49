package io.millrace.connectors.prometheus;

import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.port.ServingMeter;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Objects;

/** Calls, results and batches, by model and version. A count is an addition to striped counters, without a lock. */
final class ServingMeters implements ServingMeter {
  // Buckets of a factor of two are 2^3. The values have few enough octaves for all of them to be
  // kept: the library would make room by merging buckets, and does so wrongly below one.
  private static final int SCALE = 3;
  private static final int NO_LIMIT = 0;
  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };
  private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096};

  private final BoundedLabels<CounterDataPoint> calls;
  private final BoundedLabels<DistributionDataPoint> callSeconds;
  private final BoundedLabels<CounterDataPoint> results;
  private final BoundedLabels<DistributionDataPoint> batchRows;
  private final BoundedLabels<DistributionDataPoint> batchSeconds;

  ServingMeters(PrometheusRegistry registry, Overflow overflow) {
    calls = counter(
        registry,
        overflow,
        "millrace_http_requests",
        "Infer calls over HTTP that have ended, by how they did.");
    callSeconds = seconds(
        registry,
        overflow,
        "millrace_http_request_duration",
        "Infer calls over HTTP, from the head of the request until its answer was known.");
    results = counter(
        registry,
        overflow,
        "millrace_results",
        "Results of requests that this process wrote to the log; again after a transaction was undone.");
    batchRows = bounded(
        overflow,
        "millrace_batch_rows",
        histogram("millrace_batch_rows", "Rows of a run of a model.")
            .classicUpperBounds(ROWS)
            .register(registry));
    batchSeconds =
        seconds(registry, overflow, "millrace_batch_duration", "What a run of a model took.");
  }

  private static BoundedLabels<CounterDataPoint> counter(
      PrometheusRegistry registry, Overflow overflow, String name, String help) {
    var counter = Counter.builder()
        .name(name)
        .help(help)
        .labelNames("model", "version", "code")
        .withoutExemplars()
        .register(registry);
    return overflow.bounded(name, values -> counter.labelValues(values.toArray(String[]::new)));
  }

  private static Histogram.Builder histogram(String name, String help) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames("model", "version")
        .nativeInitialSchema(SCALE)
        .nativeMaxNumberOfBuckets(NO_LIMIT)
        .withoutExemplars();
  }

  private static BoundedLabels<DistributionDataPoint> seconds(
      PrometheusRegistry registry, Overflow overflow, String name, String help) {
    var histogram =
        histogram(name, help).unit(Unit.SECONDS).classicUpperBounds(SECONDS).register(registry);
    return bounded(overflow, name + "_seconds", histogram);
  }

  private static BoundedLabels<DistributionDataPoint> bounded(
      Overflow overflow, String name, Histogram histogram) {
    return overflow.bounded(name, values -> histogram.labelValues(values.toArray(String[]::new)));
  }

  @Override
  public void called(String model, String version, String code, long nanos) {
    calls.of(List.of(model, version, code)).inc();
    callSeconds.of(List.of(model, version)).observe(Unit.nanosToSeconds(nanos));
  }

  @Override
  public void ran(ModelName model, ModelVersion version, int requests, long rows, long nanos) {
    var labels = List.of(model.value(), version.toString());
    batchRows.of(labels).observe((double) rows);
    batchSeconds.of(labels).observe(Unit.nanosToSeconds(nanos));
  }

  @Override
  public void resulted(InferenceResult result) {
    results.of(labels(result)).inc();
  }

  private static List<String> labels(InferenceResult result) {
    if (result instanceof InferenceResult.Answered answered) {
      return List.of(answered.model().value(), answered.version().toString(), OK);
    }
    var failed = (InferenceResult.Failed) result;
    // What a request names is anyone's choice; only names of models that are there are kept apart.
    return switch (failed.code()) {
      case UNKNOWN_MODEL, MALFORMED, UNSUPPORTED, INVALID_INPUT, TOO_LARGE ->
        List.of("", "", failed.code().name());
      default ->
        List.of(
            Objects.requireNonNullElse(failed.model(), ""),
            Objects.requireNonNullElse(failed.version(), ""),
            failed.code().name());
    };
  }
}
