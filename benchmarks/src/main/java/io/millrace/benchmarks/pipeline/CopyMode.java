package io.millrace.benchmarks.pipeline;

import io.millrace.topology.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** B: what Kafka's clients do alone: each request is copied as it is, exactly once, in the profile's transactions. */
final class CopyMode implements Mode {
  private static final Duration POLL = Duration.ofMillis(5);

  private final Profile profile;
  private final int threads;

  CopyMode(Profile profile, int threads) {
    this.profile = profile;
    this.threads = threads;
  }

  @Override
  public String label() {
    return "B";
  }

  @Override
  public Running start(Workbench bench, String group) {
    var copies = new ArrayList<Copy>();
    var pool = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      var copy = new Copy(bench, group, i);
      copies.add(copy);
      pool.execute(copy);
    }
    return () -> {
      copies.forEach(copy -> copy.stopped = true);
      pool.shutdown();
      if (!pool.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the copying threads do not stop");
      }
    };
  }

  private final class Copy implements Runnable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<TopicPartition> mine;
    private final String to;
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    private volatile boolean stopped;

    Copy(Workbench bench, String group, int thread) {
      // Fixed, since whole partitions for each thread is where a group would end up as well.
      this.mine = IntStream.range(0, Workbench.PARTITIONS)
          .filter(partition -> partition % threads == thread)
          .mapToObj(partition -> new TopicPartition(bench.topics().requests().name(), partition))
          .toList();
      this.to = bench.topics().results().name();
      this.consumer = new KafkaConsumer<>(
          reading(bench, group), new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.producer = new KafkaProducer<>(
          writing(bench, group + "-" + thread),
          new ByteArraySerializer(),
          new ByteArraySerializer());
    }

    @Override
    public void run() {
      try (consumer;
          producer) {
        consumer.assign(mine);
        producer.initTransactions();
        while (!stopped) {
          transaction();
        }
      }
    }

    private void transaction() {
      long end = System.nanoTime() + commitInterval().toNanos();
      producer.beginTransaction();
      do {
        for (var record : consumer.poll(POLL)) {
          copy(record);
        }
      } while (!stopped && System.nanoTime() - end < 0);
      if (!next.isEmpty()) {
        producer.sendOffsetsToTransaction(Map.copyOf(next), consumer.groupMetadata());
        next.clear();
      }
      producer.commitTransaction();
    }

    private void copy(ConsumerRecord<byte[], byte[]> record) {
      producer.send(new ProducerRecord<>(
          to, null, record.timestamp(), record.key(), record.value(), record.headers()));
      next.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
  }

  private Duration commitInterval() {
    return Duration.ofMillis(((Number) setting("commit.interval.ms")).longValue());
  }

  private Object setting(String name) {
    return java.util.Objects.requireNonNull(profile.settings().get(name), name);
  }

  private static Map<String, Object> reading(Workbench bench, String group) {
    return Map.of(
        "bootstrap.servers",
        bench.bootstrap(),
        "group.id",
        group,
        "auto.offset.reset",
        "earliest",
        "isolation.level",
        "read_committed",
        "enable.auto.commit",
        false,
        "max.poll.records",
        2000,
        "max.partition.fetch.bytes",
        4 << 20,
        "receive.buffer.bytes",
        -1);
  }

  private Map<String, Object> writing(Workbench bench, String transactionalId) {
    var config = new HashMap<String, Object>();
    config.put("bootstrap.servers", bench.bootstrap());
    config.put("transactional.id", transactionalId);
    config.put("batch.size", 64 << 10); // as all stages have it, unless the profile says otherwise
    profile.settings().forEach((name, value) -> {
      if (name.startsWith("producer.")) {
        config.put(name.substring("producer.".length()), value);
      }
    });
    return config;
  }
}
