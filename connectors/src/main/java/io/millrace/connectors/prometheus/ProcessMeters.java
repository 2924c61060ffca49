package io.millrace.connectors.prometheus;

import io.millrace.connectors.projection.Projection;
import io.millrace.connectors.projection.ProjectionState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What is asked of the parts of this process when somebody looks: stages, projections, calls under way. */
final class ProcessMeters implements MultiCollector {
  private volatile Supplier<List<StageView>> stages = List::of;
  private volatile Supplier<List<Projection>> projections = List::of;
  private volatile Supplier<List<BridgeView>> bridges = List::of;
  private volatile @Nullable IntSupplier callsInFlight;

  void stages(Supplier<List<StageView>> source) {
    stages = source;
  }

  void projections(Supplier<List<Projection>> source) {
    projections = source;
  }

  void bridges(Supplier<List<BridgeView>> source) {
    bridges = source;
  }

  void callsInFlight(IntSupplier source) {
    callsInFlight = source;
  }

  @Override
  public MetricSnapshots collect() {
    var snapshots = MetricSnapshots.builder();
    addStages(snapshots);
    addProjections(snapshots);
    addBridges(snapshots);
    var calls = callsInFlight;
    if (calls != null) {
      snapshots.metricSnapshot(gauge(
              "millrace_http_requests_in_flight", "Infer calls over HTTP that wait for an answer.")
          .dataPoint(point(Labels.EMPTY, calls.getAsInt()))
          .build());
    }
    return snapshots.build();
  }

  private void addStages(MetricSnapshots.Builder snapshots) {
    var state = gauge("millrace_stage_state", "1 for the state that the stage is in, else 0.");
    var lag =
        gauge("millrace_stage_lag_records", "Records of a topic that the stage has not read yet.");
    for (var stage : stages.get()) {
      for (var each : KafkaStreams.State.values()) {
        var labels = Labels.of("stage", stage.name(), "state", each.name());
        state.dataPoint(point(labels, each.name().equals(stage.state()) ? 1 : 0));
      }
      stage
          .lag()
          .forEach((topic, records) ->
              lag.dataPoint(point(Labels.of("stage", stage.name(), "topic", topic), records)));
    }
    snapshots.metricSnapshot(state.build()).metricSnapshot(lag.build());
  }

  private void addProjections(MetricSnapshots.Builder snapshots) {
    var state =
        gauge("millrace_projection_state", "1 for the state that the projection is in, else 0.");
    var records = CounterSnapshot.builder()
        .name("millrace_projection_records")
        .help("Records that a projection has written, or that its target refused.");
    var retries = CounterSnapshot.builder()
        .name("millrace_projection_retries")
        .help("Writes of a projection that were tried again.");
    for (var projection : projections.get()) {
      var now = projection.state();
      var name = projection.name();
      for (var each : ProjectionState.Phase.values()) {
        var labels = Labels.of("projection", name, "state", each.name());
        state.dataPoint(point(labels, each == now.phase() ? 1 : 0));
      }
      records.dataPoint(count(Labels.of("projection", name, "outcome", "written"), now.written()));
      records.dataPoint(count(Labels.of("projection", name, "outcome", "refused"), now.refused()));
      retries.dataPoint(count(Labels.of("projection", name), now.retries()));
    }
    snapshots
        .metricSnapshot(state.build())
        .metricSnapshot(records.build())
        .metricSnapshot(retries.build());
  }

  private void addBridges(MetricSnapshots.Builder snapshots) {
    var connected =
        gauge("millrace_bridge_connected", "1 while the bridge has both sides, else 0.");
    var messages = CounterSnapshot.builder()
        .name("millrace_bridge_messages")
        .help("Messages that a bridge has carried, by what became of them.");
    for (var bridge : bridges.get()) {
      connected.dataPoint(point(Labels.of("bridge", bridge.name()), bridge.connected() ? 1 : 0));
      bridge
          .messages()
          .forEach((outcome, number) -> messages.dataPoint(
              count(Labels.of("bridge", bridge.name(), "outcome", outcome), number)));
    }
    snapshots.metricSnapshot(connected.build()).metricSnapshot(messages.build());
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static CounterDataPointSnapshot count(Labels labels, long value) {
    return CounterDataPointSnapshot.builder()
        .labels(labels)
        .value((double) value)
        .build();
  }
}
