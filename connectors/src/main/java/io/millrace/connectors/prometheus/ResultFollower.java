package io.millrace.connectors.prometheus;

import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows committed records of some topics without a group, each topic from its end or from its beginning. */
final class ResultFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long PAUSE_MS = 200;

  private final String bootstrap;
  private final List<Source<?>> sources = new ArrayList<>();
  private final Map<String, Source<?>> byTopic = new HashMap<>();
  private final Map<TopicPartition, Long> begun = new HashMap<>();
  private final Thread thread = new Thread(this::follow, "meters-follower");
  private volatile boolean closed;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  ResultFollower(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** Takes what is read. */
  @FunctionalInterface
  interface Listener<V> {
    /** @param past whether it was on the log before this process looked */
    void accept(V value, boolean past);
  }

  private record Source<V>(Topic<String, V> topic, boolean fromBeginning, Listener<V> listener) {
    void read(ConsumerRecord<byte[], byte[]> record, boolean past) {
      V value = topic
          .values()
          .deserializer()
          .deserialize(record.topic(), record.headers(), record.value());
      listener.accept(value, past);
    }
  }

  /** To be called before the start. */
  <V> ResultFollower with(Topic<String, V> topic, boolean fromBeginning, Listener<V> listener) {
    var source = new Source<>(topic, fromBeginning, listener);
    sources.add(source);
    byTopic.put(topic.name(), source);
    return this;
  }

  ResultFollower start() {
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  private void follow() {
    var config = Map.<String, Object>of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "latest",
        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        500);
    var bytes = new ByteArrayDeserializer();
    try (var from = new KafkaConsumer<>(config, bytes, bytes)) {
      consumer = from;
      long looked = System.nanoTime() - LOOK_NANOS;
      while (!closed) {
        boolean all = begunTopics().size() == sources.size();
        if (!all && System.nanoTime() - looked >= LOOK_NANOS) {
          looked = System.nanoTime();
          quietly(() -> look(from));
        }
        quietly(() -> read(from));
      }
    } catch (InterruptException e) {
      LOG.debug("interrupted", e);
    }
  }

  private Set<String> begunTopics() {
    var topics = new HashSet<String>();
    begun.keySet().forEach(partition -> topics.add(partition.topic()));
    return topics;
  }

  private void quietly(Runnable step) {
    try {
      step.run();
    } catch (WakeupException e) {
      // It is being closed: the loop looks.
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The brokers are away, say: what is counted stays, and the loop tries again.
      LOG.warn("results cannot be followed now: {}", e.toString());
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Begins with the topics that have come to be. */
  private void look(KafkaConsumer<byte[], byte[]> from) {
    var there = from.listTopics();
    var known = begunTopics();
    var added = new ArrayList<TopicPartition>();
    for (var source : sources) {
      var name = source.topic().name();
      var partitions = there.get(name);
      if (partitions != null && !known.contains(name)) {
        partitions.forEach(info -> added.add(new TopicPartition(name, info.partition())));
      }
    }
    if (added.isEmpty()) {
      return;
    }
    var ends = from.endOffsets(added);
    var assignment = new HashSet<>(from.assignment());
    assignment.addAll(added);
    from.assign(assignment);
    for (var partition : added) {
      long end = ends.getOrDefault(partition, 0L);
      if (source(partition.topic()).fromBeginning()) {
        from.seekToBeginning(List.of(partition));
      } else {
        from.seek(partition, end);
      }
      begun.put(partition, end);
    }
  }

  private Source<?> source(String topic) {
    var source = byTopic.get(topic);
    if (source == null) {
      throw new IllegalStateException("no source for topic " + topic);
    }
    return source;
  }

  private void read(KafkaConsumer<byte[], byte[]> from) {
    if (from.assignment().isEmpty()) {
      pause();
      return;
    }
    for (var record : from.poll(POLL)) {
      if (record.value() != null) {
        take(record);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    var partition = new TopicPartition(record.topic(), record.partition());
    try {
      source(record.topic()).read(record, record.offset() < begun.getOrDefault(partition, 0L));
    } catch (RuntimeException e) {
      // One record that nobody can read must not end the counting of the others.
      LOG.warn("{} offset {} is not counted: {}", partition, record.offset(), e.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
    var from = consumer;
    if (from != null) {
      from.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
