package io.millrace.launcher.pipeline;

import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What lay on a topic when this was made, and how much of it a consumer group has not done yet. */
final class Backlog implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> ends;

  Backlog(String bootstrap, Topic<?, ?> topic, String group) {
    // Never subscribes nor polls: it looks at the group without being of it.
    consumer = new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
    var partitions = IntStream.range(0, topic.settings().partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .toList();
    consumer.assign(partitions);
    var starts = consumer.beginningOffsets(partitions);
    ends = new HashMap<>(consumer.endOffsets(partitions));
    ends.entrySet().removeIf(end -> end.getValue().equals(starts.get(end.getKey())));
  }

  /** Waits until the group has done all of it, or so long; says whether it has. */
  boolean awaitDone(Duration patience) {
    long limit = System.nanoTime() + patience.toNanos();
    while (!isDone()) {
      if (System.nanoTime() > limit) {
        return false;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return true;
  }

  private boolean isDone() {
    if (ends.isEmpty()) {
      return true;
    }
    var done = consumer.committed(ends.keySet());
    return ends.entrySet().stream().allMatch(end -> {
      var committed = done.get(end.getKey());
      return committed != null && committed.offset() >= end.getValue();
    });
  }

  @Override
  public void close() {
    consumer.close();
  }

  @Override
  public String toString() {
    return "Backlog{%s}".formatted(ends);
  }
}
