package io.millrace.metrics;

import io.millrace.metrics.application.ApplicationRegistry;
import io.millrace.metrics.application.DeclaredFeedback;
import io.millrace.metrics.application.FunctionsConfig;
import io.millrace.metrics.application.ObservationFunctions;
import io.millrace.metrics.application.Observations;
import io.millrace.metrics.application.ObservedPlan;
import io.millrace.metrics.contract.monitor.ContractMonitoring;
import io.millrace.metrics.contract.monitor.MonitorConfig;
import io.millrace.metrics.contract.registry.ContractRegistry;
import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.ContractSamples;
import io.millrace.metrics.contract.samples.SampleEvent;
import io.millrace.metrics.contract.samples.SampleReading;
import io.millrace.metrics.reports.ExpectedFeedback;
import io.millrace.metrics.window.WindowPlan;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.registry.RecordView;
import java.time.Duration;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people have asked to be watched: the registries of contracts and of applications, the judging of the contracts,
 * and the functions of observed applications. The values that these look at go over the samples topic, under their
 * application.
 */
public final class Watching implements MetricsBranch {
  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  private final Topics topics;
  private final ContractIndex contracts;
  private final RecordView<RegistryEntry<Application>> applications;
  private final Observations observations;

  public Watching(Topics topics, String bootstrap, QualityConfig config) {
    this(
        topics,
        new ContractIndex(topics, bootstrap),
        new CompactedView<>(topics.applications(), bootstrap),
        config);
  }

  /** Over any views, which are started and closed with this. */
  public Watching(
      Topics topics,
      ContractIndex contracts,
      RecordView<RegistryEntry<Application>> applications,
      QualityConfig config) {
    this.topics = topics;
    this.contracts = contracts;
    this.applications = applications;
    this.observations = new Observations(applications, config.tolerance());
  }

  /** The windows of applications as they are observed. */
  public WindowPlan plan(QualityConfig config) {
    return new ObservedPlan(observations, config.windows());
  }

  /** What applications have said of the truth of their answers; for one partition. */
  public ExpectedFeedback expected() {
    return new DeclaredFeedback(applications);
  }

  @Override
  public void addTo(
      StreamsBuilder builder,
      KStream<byte[], SampleEvent> events,
      KStream<String, WindowResult> closed,
      KStream<String, WindowResult> rolledUp) {
    ContractRegistry.addTo(builder, topics);
    ApplicationRegistry.addTo(builder, topics);
    ContractSamples.addTo(
        builder,
        events,
        topics,
        sample -> contracts.includes(sample) || observations.looksAt(sample),
        MetricsStage.NAME);
    var samples =
        SampleReading.of(topics.samples().raw().read(builder), topics.samples().name());
    ContractMonitoring.addTo(
        builder, samples, topics, contracts, MonitorConfig.DEFAULTS, MetricsStage.NAME);
    ObservationFunctions.ofTopic(builder, samples, topics, observations, FunctionsConfig.DEFAULTS);
  }

  @Override
  public void start() {
    applications.start();
    contracts.start();
    if (!applications.catchUp(CATCH_UP)) {
      LOG.warn(
          "not all applications are known after {} s; the others are observed later",
          CATCH_UP.toSeconds());
    }
  }

  @Override
  public void close() {
    contracts.close();
    applications.close();
  }

  @Override
  public String toString() {
    return "Watching{%s, %s}".formatted(contracts, applications);
  }
}
