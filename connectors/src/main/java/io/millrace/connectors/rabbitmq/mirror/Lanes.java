package io.millrace.connectors.rabbitmq.mirror;

import com.rabbitmq.stream.Environment;
import io.millrace.connectors.rabbitmq.mirror.KafkaSide.TopicFacts;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of the partitions that this process has. How far each has come is what the stream says, so that nothing else
 * can contradict it. A topic that is made anew begins anew: its id is part of the producers' names.
 */
final class Lanes implements ConsumerRebalanceListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final MirrorConfig config;
  private final Counts counts;
  private final Environment environment;
  private final TopicFacts topic;
  private final List<String> streams;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Lane> lanes = new HashMap<>();

  Lanes(
      MirrorConfig config,
      Counts counts,
      Environment environment,
      TopicFacts topic,
      List<String> streams,
      Consumer<byte[], byte[]> consumer) {
    this.config = config;
    this.counts = counts;
    this.environment = environment;
    this.topic = topic;
    this.streams = streams;
    this.consumer = consumer;
  }

  Lane of(TopicPartition partition) {
    return Objects.requireNonNull(lanes.get(partition));
  }

  Map<TopicPartition, Lane> all() {
    return Collections.unmodifiableMap(lanes);
  }

  boolean hasWaiting() {
    return lanes.values().stream().anyMatch(Lane::hasWaiting);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    var firsts = consumer.beginningOffsets(partitions);
    for (var partition : partitions) {
      var lane = open(partition);
      lanes.put(partition, lane);
      long first = Objects.requireNonNull(firsts.get(partition));
      if (lane.next() > 0 && lane.next() < first) {
        counts.missed.add(first - lane.next());
        LOG.error(
            "mirror {}: {} no longer has offsets {} to {}",
            config.name(),
            partition,
            lane.next(),
            first - 1);
      }
      consumer.seek(partition, Math.max(first, lane.next()));
    }
  }

  private Lane open(TopicPartition partition) {
    int number = partition.partition();
    return new Lane(
        config,
        counts,
        environment,
        streams.get(number % streams.size()),
        Lane.producerName(config.id(), topic.id(), number));
  }

  /** Lets what is under way arrive, so that the next owner need not send it again. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      for (var partition : partitions) {
        var lane = lanes.get(partition);
        if (lane != null) {
          lane.finish();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    onPartitionsLost(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    for (var partition : partitions) {
      var lane = lanes.remove(partition);
      if (lane != null) {
        lane.close();
      }
    }
  }

  void finish() throws InterruptedException {
    for (var lane : lanes.values()) {
      lane.finish();
    }
  }

  @Override
  public void close() {
    lanes.values().forEach(Lane::close);
    lanes.clear();
  }
}
