package io.millrace.metrics.contract.monitor;

import io.millrace.metrics.contract.registry.ContractRegistry;
import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.SampleReading;
import io.millrace.topology.Stage;
import io.millrace.topology.Topics;
import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;

/** Contracts by themselves: their registry and their monitor, for samples that anyone writes. */
public final class ContractStage implements Stage {
  public static final String NAME = "contracts";

  private static final long COMMIT_MILLIS = 20;

  private final Topics topics;
  private final ContractIndex contracts;
  private final MonitorConfig config;

  /** @param contracts started and closed by this stage */
  public ContractStage(Topics topics, ContractIndex contracts, MonitorConfig config) {
    this.topics = topics;
    this.contracts = contracts;
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    ContractRegistry.addTo(builder, topics);
    var samples =
        SampleReading.of(topics.samples().raw().read(builder), topics.samples().name());
    ContractMonitoring.addTo(builder, samples, topics, contracts, config, NAME);
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        COMMIT_MILLIS,
        StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
        StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
  }

  @Override
  public void start() {
    contracts.start();
  }

  @Override
  public void close() {
    contracts.close();
  }

  @Override
  public String toString() {
    return "ContractStage{%s -> %s}".formatted(topics.samples(), topics.violations());
  }
}
