package io.millrace.ingress.windows;

import io.millrace.ingress.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/** The one reading of the windows topic, all partitions and committed results only, without a group. */
final class WindowReading implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;
  private static final long POLL_MILLIS = 250;

  private final KafkaMessageListenerContainer<String, byte[]> container;
  private final Target target;
  private final Map<TopicPartition, Long> ends;
  private volatile boolean caughtUp;

  /** What is done with the records. */
  interface Target {
    /** Before any record. */
    void begin(long[] offsets);

    void take(ConsumerRecord<String, byte[]> record);

    /** All that was there at the start has been taken; once. */
    void caughtUp();
  }

  /** From where to where the topic goes now, by partition. */
  private record Extent(Map<TopicPartition, Long> first, Map<TopicPartition, Long> ends) {
    /** Where to begin, so as to read no more than so many records. */
    long from(TopicPartition partition, long most) {
      long end = Objects.requireNonNull(ends.get(partition));
      long each = Math.max(1, most / ends.size());
      return Math.max(Objects.requireNonNull(first.get(partition)), end - each);
    }
  }

  private WindowReading(
      LogConfig config, TopicPartitionOffset[] from, Extent extent, Target target) {
    this.target = target;
    this.ends = extent.ends();
    var properties = new ContainerProperties(from);
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    BatchConsumerAwareMessageListener<String, byte[]> listener = this::read;
    properties.setMessageListener(listener);
    properties.setShutdownTimeout(2000);
    properties.setPollTimeout(POLL_MILLIS);
    properties.setIdleEventInterval(POLL_MILLIS);
    properties.setLogContainerConfig(false);
    properties.setMicrometerEnabled(false);
    this.container = new KafkaMessageListenerContainer<>(config.committed(), properties);
    container.setBeanName("qoa-windows");
    container.setApplicationEventPublisher(this::heard);
  }

  /**
   * Reads on from at most so many records before the end.
   *
   * @throws ExecutionException if the topic is not there, or the brokers are not
   */
  static WindowReading start(LogConfig config, Admin admin, long most, Target target)
      throws ExecutionException, InterruptedException, TimeoutException {
    var extent = extent(config, admin);
    var offsets = new long[extent.ends().size()];
    var from = new ArrayList<TopicPartitionOffset>();
    for (var partition : extent.ends().keySet()) {
      offsets[partition.partition()] = extent.from(partition, most);
      from.add(new TopicPartitionOffset(
          partition.topic(), partition.partition(), offsets[partition.partition()]));
    }
    target.begin(offsets);
    var reading =
        new WindowReading(config, from.toArray(TopicPartitionOffset[]::new), extent, target);
    reading.container.start();
    return reading;
  }

  private static Extent extent(LogConfig config, Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    var name = config.topics().windows().name();
    var described =
        admin.describeTopics(List.of(name)).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    var partitions = Objects.requireNonNull(described.get(name)).partitions().stream()
        .map(info -> new TopicPartition(name, info.partition()))
        .toList();
    return new Extent(
        offsets(admin, partitions, OffsetSpec.earliest()),
        offsets(admin, partitions, OffsetSpec.latest()));
  }

  private static Map<TopicPartition, Long> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    var wanted = partitions.stream().collect(Collectors.toMap(place -> place, place -> spec));
    return admin
        .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private void read(
      List<ConsumerRecord<String, byte[]>> records, @Nullable Consumer<?, ?> consumer) {
    records.forEach(target::take);
    look(Objects.requireNonNull(consumer));
  }

  // The last offsets may be those of transactions' ends, which no listener gets to see.
  private void heard(Object event) {
    if (event instanceof ListenerContainerIdleEvent idle) {
      look(idle.getConsumer());
    }
  }

  private void look(Consumer<?, ?> consumer) {
    if (!caughtUp
        && ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue())) {
      caughtUp = true;
      target.caughtUp();
    }
  }

  @Override
  public void close() {
    container.stop();
  }
}
