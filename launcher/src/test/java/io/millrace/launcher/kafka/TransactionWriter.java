package io.millrace.launcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/**
 * Writes one record to each partition of a topic of its own and counts them in the committed offsets of another, in one
 * transaction, again and again.
 */
final class TransactionWriter implements Runnable, AutoCloseable {
  static final int PARTITIONS = 2;

  private final String bootstrap;
  private final int number;
  private final Duration patience;
  private final KafkaProducer<Integer, Integer> producer;
  private final List<TopicPartition> from;
  private final List<TopicPartition> to;
  private long count;
  private final AtomicLong committed = new AtomicLong();
  private volatile boolean closed;

  TransactionWriter(String bootstrap, int number, Duration patience) {
    this.bootstrap = bootstrap;
    this.number = number;
    this.patience = patience;
    this.from = partitions(from(number));
    this.to = partitions(to(number));
    this.producer = new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "transactional.id",
            "writer-" + number,
            "transaction.timeout.ms",
            10_000,
            "max.block.ms",
            patience.toMillis(),
            "retry.backoff.ms",
            5,
            "linger.ms",
            0),
        new IntegerSerializer(),
        new IntegerSerializer());
  }

  static String from(int number) {
    return "from-" + number;
  }

  static String to(int number) {
    return "to-" + number;
  }

  private static List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  /** How many transactions have been committed since the start. */
  long committed() {
    return committed.get();
  }

  /** That no transaction is undecided, and that offsets and records of the committed ones are all there. */
  void checkWhatTheFormerLeft() {
    producer.initTransactions();
    try (var stable = consumer("read_committed");
        var any = consumer("read_uncommitted")) {
      var ends = stable.endOffsets(to);
      assertThat(ends).as("ends of what is decided").isEqualTo(any.endOffsets(to));
      var counts = counts(stable, ends);
      assertThat(new HashSet<>(counts.values())).hasSizeLessThanOrEqualTo(1);
      count = counts.values().stream().findAny().orElse(0L);
      for (var offset : stable.committed(Set.copyOf(from), patience).values()) {
        assertThat(offset == null ? 0 : offset.offset())
            .as("committed offset of writer " + number)
            .isEqualTo(count);
      }
    }
  }

  private Map<Integer, Long> counts(
      Consumer<Integer, Integer> consumer, Map<TopicPartition, Long> ends) {
    consumer.assign(to);
    consumer.seekToBeginning(to);
    var counts = new HashMap<Integer, Long>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer
          .poll(Duration.ofMillis(100))
          .forEach(record -> counts.merge(record.partition(), 1L, Long::sum));
    }
    return counts;
  }

  private KafkaConsumer<Integer, Integer> consumer(String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "group.id",
            "group-" + number,
            "isolation.level",
            isolation,
            "enable.auto.commit",
            false),
        new IntegerDeserializer(),
        new IntegerDeserializer());
  }

  /** Writes until it is closed. */
  @Override
  public void run() {
    try (var group = consumer("read_committed")) {
      while (!closed) {
        producer.beginTransaction();
        to.forEach(partition -> producer.send(
            new ProducerRecord<>(partition.topic(), partition.partition(), 0, (int) count)));
        count++;
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        from.forEach(partition -> offsets.put(partition, new OffsetAndMetadata(count)));
        producer.sendOffsetsToTransaction(offsets, group.groupMetadata());
        producer.commitTransaction();
        committed.incrementAndGet();
      }
    } catch (KafkaException | IllegalStateException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    producer.close(Duration.ZERO);
  }
}
