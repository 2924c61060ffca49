package io.millrace.metrics;

import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.metrics.reports.ExpectedFeedback;
import io.millrace.metrics.reports.MeasuredReports;
import io.millrace.metrics.reports.Reported.OnItsWay;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.metrics.window.OpenRollUps;
import io.millrace.metrics.window.WindowPlan;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Stage;
import io.millrace.topology.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/** Reports in; one final result for each window of each series out, and one for each of its stage and application. */
public final class MetricsStage implements Stage {
  public static final String NAME = "metrics";

  /** Holds the open windows. */
  static final String WINDOWS = "open-windows";

  /** Holds what has come of the windows of stages and applications. */
  static final String ROLL_UPS = "open-roll-ups";

  private static final String BY_APPLICATION = "windows-by-application";

  // An alert waits for two commits, one of them behind the other.
  private static final int COMMIT_MILLIS = 20;

  private final Topics topics;
  private final WindowPlan plan;
  private final Supplier<ExpectedFeedback> expected;
  private final QualityConfig config;
  private final List<MetricsBranch> branches;
  private final int partitions;

  /** The stage with the same windows for all metrics and nothing else. */
  public MetricsStage(Topics topics, QualityConfig config) {
    this(
        topics,
        (application, metric) -> config.windows(),
        () -> ExpectedFeedback.NONE,
        config,
        List.of());
  }

  /**
   * @param plan says the windows of each metric
   * @param expected makes, for each partition, what tells whose reported answers are to be compared with their truth
   * @param branches what else is done with reports and windows, in this order; started and closed by the stage
   */
  public MetricsStage(
      Topics topics,
      WindowPlan plan,
      Supplier<ExpectedFeedback> expected,
      QualityConfig config,
      List<MetricsBranch> branches) {
    this.topics = topics;
    this.plan = plan;
    this.expected = expected;
    this.config = config;
    this.branches = List.copyOf(branches);
    this.partitions = topics.reports().settings().partitions();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    builder.addStateStore(DeferredStore.builder(WINDOWS));
    builder.addStateStore(DeferredStore.builder(ROLL_UPS));
    var measured =
        new MeasuredReports(topics, NAME, WINDOWS, config.tolerance(), expected).addTo(builder);
    var outcomes = measured.process(this::windows, Named.as("windows"), WINDOWS);
    var closed = closed(outcomes);
    var rolledUp = rolledUp(outcomes);
    topics.windows().write(closed.merge(rolledUp, Named.as("all-windows")));
    var ownTimes = ownTimes(outcomes);
    addBranches(builder, measured, ownTimes, closed, rolledUp);
  }

  private WindowProcessor windows() {
    return new WindowProcessor(plan, config, partitions, MeasuredReports.stepMillis(partitions));
  }

  private static KStream<String, WindowResult> closed(KStream<byte[], Outcome> outcomes) {
    return outcomes
        .filter((key, outcome) -> outcome instanceof Outcome.Closed, Named.as("closed-windows"))
        .map(
            (key, outcome) -> {
              var closed = (Outcome.Closed) outcome;
              var result = Results.result(closed.key(), closed.window());
              return KeyValue.pair(result.seriesKey(), result);
            },
            Named.as("window-results"));
  }

  private KStream<String, WindowResult> rolledUp(KStream<byte[], Outcome> outcomes) {
    return outcomes
        .filterNot(
            (key, outcome) -> outcome instanceof Outcome.Closed closed
                && !OpenRollUps.takes(closed.key().spec()),
            Named.as("to-be-rolled-up"))
        .repartition(Repartitioned.with(Serdes.ByteArray(), new OutcomeSerde())
            .withName(BY_APPLICATION)
            .withStreamPartitioner((topic, key, outcome, many) -> Optional.of(Set.of(outcome.to())))
            .withNumberOfPartitions(partitions))
        .process(() -> new RollUpProcessor(partitions), Named.as("roll-ups"), ROLL_UPS);
  }

  /** How far applications have come whose time is their own. */
  private static KStream<byte[], SampleEvent> ownTimes(KStream<byte[], Outcome> outcomes) {
    return outcomes
        .filter(
            (key, outcome) ->
                outcome instanceof Outcome.Passed passed && passed.application() != null,
            Named.as("own-times"))
        .mapValues(
            outcome -> {
              var passed = (Outcome.Passed) outcome;
              return new SampleEvent.Marked(passed.millis(), passed.application());
            },
            Named.as("own-time-events"));
  }

  private void addBranches(
      StreamsBuilder builder,
      KStream<byte[], OnItsWay> measured,
      KStream<byte[], SampleEvent> ownTimes,
      KStream<String, WindowResult> closed,
      KStream<String, WindowResult> rolledUp) {
    if (branches.isEmpty()) {
      return;
    }
    var events = measured
        .process(() -> new EventsProcessor(partitions), Named.as("events"))
        .merge(ownTimes, Named.as("events-and-own-times"));
    branches.forEach(branch -> branch.addTo(builder, events, closed, rolledUp));
  }

  @Override
  public void start() {
    branches.forEach(MetricsBranch::start);
  }

  @Override
  public void close() {
    branches.forEach(MetricsBranch::close);
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        COMMIT_MILLIS,
        // The time of each way is told on it: there is no need to wait for the others.
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED,
        StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
        config.cacheBytes());
  }

  @Override
  public String toString() {
    return "MetricsStage{%s -> %s}".formatted(topics.reports(), topics.windows());
  }
}
