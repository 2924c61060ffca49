package io.millrace.benchmarks.reports;

import io.millrace.topology.Stage;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;

/** What Kafka Streams does alone: each report is copied as it is, in transactions of the same length. */
final class CopyStage implements Stage {
  private final Topics topics;
  private final Topic<byte[], byte[]> copies;
  private final Map<String, Object> settings;

  /** @param settings those of the stage that this one is compared with */
  CopyStage(Topics topics, Topic<byte[], byte[]> copies, Map<String, Object> settings) {
    this.topics = topics;
    this.copies = copies;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public void addTo(StreamsBuilder builder) {
    copies.write(topics.reports().raw().read(builder));
  }

  @Override
  public Map<String, Object> settings() {
    return settings;
  }
}
