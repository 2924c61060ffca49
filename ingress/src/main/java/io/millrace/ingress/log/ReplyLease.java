package io.millrace.ingress.log;

import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Leases a partition of the results topic: as a member of a group that reads nothing and commits nothing, this process
 * is the only one to stamp its partitions into requests.
 */
final class ReplyLease implements ConsumerAwareRebalanceListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplyLease.class);

  private final KafkaMessageListenerContainer<byte[], byte[]> member;
  private final Consumer<@Nullable Integer> onChange;
  private final TreeSet<Integer> held = new TreeSet<>();
  private @Nullable Integer current;
  private volatile boolean closed;

  /**
   * @param onChange told the partition to use for new requests, null where there is none; from the member's thread, so
   *     it must be quick
   */
  ReplyLease(LogConfig config, Consumer<@Nullable Integer> onChange) {
    this.onChange = onChange;
    var properties = new ContainerProperties(config.topics().results().name());
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setMessageListener((BatchMessageListener<byte[], byte[]>) records -> {});
    properties.setConsumerRebalanceListener(this);
    properties.setShutdownTimeout(2000);
    properties.setLogContainerConfig(false);
    this.member = new KafkaMessageListenerContainer<>(config.lease(), properties);
    member.setBeanName("reply-lease");
  }

  void start() {
    member.start();
  }

  @Override
  public synchronized void onPartitionsAssigned(
      org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
      Collection<TopicPartition> partitions) {
    consumer.pause(partitions);
    partitions.forEach(partition -> held.add(partition.partition()));
    choose();
  }

  @Override
  public synchronized void onPartitionsRevokedBeforeCommit(
      org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
      Collection<TopicPartition> partitions) {
    drop(partitions);
  }

  @Override
  public synchronized void onPartitionsLost(
      org.apache.kafka.clients.consumer.Consumer<?, ?> consumer,
      Collection<TopicPartition> partitions) {
    drop(partitions);
  }

  private void drop(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> held.remove(partition.partition()));
    choose();
  }

  private void choose() {
    if (closed || (current != null && held.contains(current))) {
      return;
    }
    current = held.isEmpty() ? null : held.first();
    if (current == null) {
      LOG.warn(
          "no partition of the results topic is left for this process: it takes no requests until it has one."
              + " Maybe more processes answer HTTP than the topic has partitions");
    }
    onChange.accept(current);
  }

  @Override
  public void close() {
    closed = true;
    member.stop();
  }

  @Override
  public synchronized String toString() {
    return "ReplyLease%s".formatted(Map.of("held", held));
  }
}
