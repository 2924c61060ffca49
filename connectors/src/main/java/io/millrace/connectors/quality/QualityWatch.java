package io.millrace.connectors.quality;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.connectors.placement.KafkaCommands;
import io.millrace.model.contract.Violation;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.topology.Topics;
import io.millrace.topology.registry.CompactedView;
import io.millrace.topology.serde.placement.CommandReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows violations and commands on the log, and gives commands by rules. */
public final class QualityWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QualityWatch.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Topics topics;
  private final String bootstrap;
  private final KafkaCommands commands;
  private final CompactedView<PoolRecord> allocations;
  private final GroupLag lag;
  private final QualityLoop loop;
  private final InstantSource clock = InstantSource.system();
  private volatile boolean closed;
  private @Nullable Thread thread;

  public QualityWatch(Topics topics, String bootstrap, List<QualityRule> rules) {
    this.topics = topics;
    this.bootstrap = bootstrap;
    this.commands = new KafkaCommands(topics, bootstrap);
    this.allocations = new CompactedView<>(topics.allocations(), bootstrap);
    this.lag = new GroupLag(bootstrap);
    this.loop = new QualityLoop(rules, commands, this::nodeOf);
  }

  private @Nullable String nodeOf(String allocation) {
    for (var record : allocations.values()) {
      if (record instanceof PoolRecord.Instance instance
          && instance.entry().allocation().id().equals(allocation)) {
        return instance.entry().allocation().node();
      }
    }
    return null;
  }

  /** Begins; nothing is done before all that is on the log has been seen. */
  public QualityWatch start() {
    allocations.start();
    var watcher = new Thread(this::watch, "quality-watch");
    watcher.setDaemon(true);
    thread = watcher;
    watcher.start();
    return this;
  }

  private void watch() {
    while (!closed) {
      try (var consumer = new KafkaConsumer<>(
          Map.of(
              ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
              bootstrap,
              ConsumerConfig.ISOLATION_LEVEL_CONFIG,
              "read_committed",
              ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
              false),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer())) {
        watch(consumer);
      } catch (InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("violations cannot be followed now: {}", e.toString());
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private void watch(KafkaConsumer<byte[], byte[]> consumer) {
    var partitions = partitions(consumer);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    while (!closed) {
      consumer.poll(POLL).forEach(this::take);
      if (partitions.stream()
          .allMatch(
              partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))) {
        look();
      }
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    var partitions = new ArrayList<TopicPartition>();
    for (var topic :
        List.of(topics.violations().name(), topics.allocationRequests().name())) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private void look() {
    try {
      for (var group : loop.groups()) {
        long records = lag.of(group);
        if (records >= 0) {
          loop.lag(group, records, clock.instant());
        }
      }
      loop.look(clock.instant());
    } catch (IllegalStateException e) {
      // The log is away, say: the next look tries again.
      LOG.warn("{}", e.getMessage());
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      if (record.topic().equals(topics.violations().name())) {
        Violation violation =
            topics.violations().values().deserializer().deserialize(record.topic(), record.value());
        loop.seen(violation);
      } else if (record.key() != null) {
        var origin = new Origin("record-" + record.offset(), 0, "log", "");
        loop.logged(CommandReader.read(new String(record.key(), UTF_8), record.value(), origin));
      }
    } catch (SerializationException | IllegalArgumentException e) {
      // Anyone can write there, and none of it is ours.
      LOG.debug("{} offset {} cannot be read", record.topic(), record.offset(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    var watcher = thread;
    if (watcher != null) {
      try {
        watcher.join(TimeUnit.SECONDS.toMillis(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    lag.close();
    allocations.close();
    commands.close();
  }

  @Override
  public String toString() {
    return "QualityWatch{%s}".formatted(topics.violations());
  }
}
