package io.millrace.topology;

import java.util.Map;
import org.apache.kafka.streams.StreamsBuilder;

/** A part of the flow that reads topics and writes topics: one Kafka Streams application. */
public interface Stage extends AutoCloseable {
  /** Names the application, its group and its folder of state. */
  String name();

  /** Adds the stage's chain. Called for a run, and for a picture of the topology: it does no I/O. */
  void addTo(StreamsBuilder builder);

  /** Settings of Kafka Streams that this stage needs beside the profile's. */
  default Map<String, Object> settings() {
    return Map.of();
  }

  /** Makes ready what the stage needs before its first record; may block. */
  default void start() {}

  @Override
  default void close() {}
}
