package io.millrace.connectors.celery.request;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads stretches of a topic. Of one thread at a time. */
public final class LogScan implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MOST_AT_ONCE = 5000;

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;

  public LogScan(String bootstrap, String topic) {
    this.topic = topic;
    this.consumer = new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            MOST_AT_ONCE,
            // What has been deleted for its age cannot be waited for.
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** The ends of the topic's partitions. */
  public Map<Integer, Long> ends() {
    var ends = new HashMap<Integer, Long>();
    consumer
        .endOffsets(partitions())
        .forEach((partition, end) -> ends.put(partition.partition(), end));
    return ends;
  }

  private List<TopicPartition> partitions() {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /**
   * Reads from there to there, whether committed or not.
   *
   * @param from by partition; of one that is missing nothing is read
   */
  public void read(
      Map<Integer, Long> from,
      Map<Integer, Long> to,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    var wanted = partitions().stream()
        .filter(one -> from.containsKey(one.partition()) && to.containsKey(one.partition()))
        .toList();
    consumer.assign(wanted);
    wanted.forEach(one -> consumer.seek(one, from.getOrDefault(one.partition(), 0L)));
    var left = wanted.stream().filter(one -> isBefore(one, to)).toList();
    while (!left.isEmpty()) {
      for (var record : consumer.poll(POLL)) {
        if (record.offset() < to.getOrDefault(record.partition(), 0L)) {
          reader.accept(record);
        }
      }
      left = left.stream().filter(one -> isBefore(one, to)).toList();
    }
  }

  private boolean isBefore(TopicPartition partition, Map<Integer, Long> to) {
    return consumer.position(partition) < to.getOrDefault(partition.partition(), 0L);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
