package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic's committed records, read from the beginning and on. */
final class CommittedLog implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
  private final Map<String, Integer> keys = new HashMap<>();

  CommittedLog(String bootstrap, Topic<?, ?> topic) {
    consumer = new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "isolation.level",
            "read_committed",
            "max.poll.records",
            5000,
            "reconnect.backoff.max.ms",
            50,
            "enable.auto.commit",
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
    var partitions = consumer.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads what has come since the last call. */
  CommittedLog read() {
    for (var record : consumer.poll(Duration.ofMillis(100))) {
      seen.add(record);
      if (record.key() != null) {
        keys.merge(new String(record.key(), UTF_8), 1, Integer::sum);
      }
    }
    return this;
  }

  /** Whether all that is committed now has been read. */
  boolean isAtEnd() {
    return consumer.endOffsets(consumer.assignment()).entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return seen;
  }

  /** How often each key has come. */
  Map<String, Integer> keys() {
    return keys;
  }

  static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
