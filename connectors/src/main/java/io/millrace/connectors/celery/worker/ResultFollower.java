package io.millrace.connectors.celery.worker;

import io.millrace.model.InferenceResult;
import io.millrace.topology.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the results on the log; its place moves only past those whose clients have been told. */
final class ResultFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long COMMIT_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Finds who waits for results. */
  interface Desk {
    /** The open task that asked; null if it was another's request. */
    @Nullable
    OpenTask find(String requestId);

    /** The task has its result. */
    void answered(OpenTask task, InferenceResult result);
  }

  private final Topic<String, InferenceResult> topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Desk desk;
  private final Map<TopicPartition, TreeSet<Long>> untold = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::follow, "celery-results");
  private volatile boolean closing;
  private volatile @Nullable String trouble;

  /**
   * @param group under which the place is kept
   * @param uncommitted whether results are passed on before they are committed
   */
  ResultFollower(
      String bootstrap,
      Topic<String, InferenceResult> topic,
      String group,
      boolean uncommitted,
      Desk desk) {
    this.topic = topic;
    this.desk = desk;
    this.consumer = new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            uncommitted ? "read_uncommitted" : "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "latest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            2000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
    thread.setDaemon(true);
  }

  /** Takes its place, so that no later result is missed. */
  void open() {
    var partitions = consumer.partitionsFor(topic.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
    consumer.assign(partitions);
    for (var partition : partitions) {
      untold.put(partition, new TreeSet<>());
      consumer.position(partition);
    }
    commit();
  }

  /** Begins to read there. */
  void start() {
    thread.start();
  }

  /** By partition, the place before which all clients have been told. */
  Map<Integer, Long> places() {
    var places = new HashMap<Integer, Long>();
    committed.forEach((partition, place) -> places.put(partition.partition(), place));
    return places;
  }

  @Nullable
  String trouble() {
    return trouble;
  }

  private void follow() {
    long due = System.nanoTime() + COMMIT_EVERY_NANOS;
    try (consumer) {
      while (!closing) {
        due = step(due);
      }
      commit();
    } catch (WakeupException e) {
      // It is being closed.
    } catch (RuntimeException e) {
      trouble = "following results has ended: " + e;
      LOG.error("following results has ended", e);
    }
  }

  private long step(long due) {
    try {
      consumer.poll(POLL).forEach(this::take);
      trouble = null;
      if (System.nanoTime() - due < 0) {
        return due;
      }
      commit();
    } catch (WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // The brokers are away, say: the place is kept.
      trouble = "the log: " + e.getMessage();
      LOG.debug("results", e);
    }
    return System.nanoTime() + COMMIT_EVERY_NANOS;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return; // a mark
    }
    var task = desk.find(new String(record.key(), StandardCharsets.UTF_8));
    if (task == null) {
      return;
    }
    var partition = new TopicPartition(record.topic(), record.partition());
    var open = untold.get(partition);
    if (open == null) {
      return;
    }
    synchronized (open) {
      open.add(record.offset());
    }
    if (!task.hasEnded()) {
      desk.answered(
          task,
          topic
              .values()
              .deserializer()
              .deserialize(record.topic(), record.headers(), record.value()));
    }
    task.onceAnswered(() -> {
      synchronized (open) {
        open.remove(record.offset());
      }
    });
  }

  private void commit() {
    var places = new HashMap<TopicPartition, OffsetAndMetadata>();
    untold.forEach((partition, open) -> {
      long next = consumer.position(partition);
      synchronized (open) {
        next = open.isEmpty() ? next : open.first();
      }
      if (!Long.valueOf(next).equals(committed.get(partition))) {
        places.put(partition, new OffsetAndMetadata(next));
      }
    });
    if (!places.isEmpty()) {
      consumer.commitSync(places);
      places.forEach((partition, place) -> committed.put(partition, place.offset()));
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(Duration.ofSeconds(2).toMillis());
      consumer.wakeup();
      thread.join(Duration.ofSeconds(3).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The partitions that it reads. */
  List<TopicPartition> partitions() {
    return List.copyOf(untold.keySet());
  }
}
