package io.millrace.metrics;

import io.millrace.topology.Stage;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.Stores;

/** What sources report in, one final result for each window of each series out. */
public final class QualityStage implements Stage {
  public static final String NAME = "quality";

  /** Holds the open windows. */
  static final String STORE = "open-windows";

  private final Topics topics;
  private final Topic<?, ?> input;
  private final SampleReader reader;
  private final WindowPlan plan;
  private final QualityConfig config;

  /**
   * @param input keyed by source, so that all values of a series stand in one partition
   * @param reader of its records
   */
  public QualityStage(Topics topics, Topic<?, ?> input, SampleReader reader, QualityConfig config) {
    this(topics, input, reader, (application, metric) -> config.windows(), config);
  }

  /** As {@link #QualityStage(Topics, Topic, SampleReader, QualityConfig)}, with other windows for some metrics. */
  public QualityStage(
      Topics topics,
      Topic<?, ?> input,
      SampleReader reader,
      WindowPlan plan,
      QualityConfig config) {
    this.topics = topics;
    this.input = input;
    this.reader = reader;
    this.plan = plan;
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    // Each sample changes a pane. With the cache a pane is written once a commit, not once a
    // sample.
    builder.addStateStore(Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled());
    var outgoing = input
        .raw()
        .read(builder)
        .process(
            () -> new QualityProcessor(topics, reader, plan, config), Named.as("windows"), STORE);
    topics.windows().raw().write(outgoing);
    topics.deadLetters().write(outgoing);
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, config.cacheBytes());
  }

  @Override
  public String toString() {
    return "QualityStage{%s -> %s}".formatted(input, topics.windows());
  }
}
