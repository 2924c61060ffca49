package io.millrace.connectors.rabbitmq.mirror;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The clients of Kafka that a mirror uses. */
final class KafkaSide {
  // A batch costs the broker much, whatever it holds.
  private static final int LARGEST_BATCH = 512 << 10;
  private static final int SMALLEST_BATCH = 64 << 10;
  private static final int MEBIBYTE = 1 << 20;
  private static final int MOST_RECORDS = 5000;
  private static final int PATIENCE_MS = 15_000;
  // After a kill, what others read waits for so long at most.
  private static final int TRANSACTION_MS = 10_000;

  private KafkaSide() {}

  /**
   * A topic, as its cluster has it.
   *
   * @param id tells it from another that had the name before
   * @param compacted whether each record needs a key
   */
  record TopicFacts(
      String cluster, String id, int partitions, int maxMessageBytes, boolean compacted) {}

  /** @throws MirrorException if there is no such topic */
  static TopicFacts facts(MirrorConfig config) throws InterruptedException {
    var name = config.topic();
    try (var admin = Admin.create(client(config))) {
      var topic = Objects.requireNonNull(
          admin.describeTopics(List.of(name)).allTopicNames().get().get(name));
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
      var settings = Objects.requireNonNull(
          admin.describeConfigs(List.of(resource)).all().get().get(resource));
      return new TopicFacts(
          admin.describeCluster().clusterId().get(),
          topic.topicId().toString(),
          topic.partitions().size(),
          Integer.parseInt(settings.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()),
          settings
              .get(TopicConfig.CLEANUP_POLICY_CONFIG)
              .value()
              .contains(TopicConfig.CLEANUP_POLICY_COMPACT));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new MirrorException("topic %s is not there (%s)".formatted(name, config.bootstrap()));
      }
      throw failure(e);
    }
  }

  /** Makes the topic, unless it is there. */
  static void ensureTopic(MirrorConfig config, int partitions) throws InterruptedException {
    try (var admin = Admin.create(client(config))) {
      var wanted = new NewTopic(config.topic(), Optional.of(partitions), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failure(e);
      }
    }
  }

  /** The partition's end, what is not committed included. */
  static long end(MirrorConfig config, TopicPartition partition) throws InterruptedException {
    try (var admin = Admin.create(client(config))) {
      var asked = Map.of(partition, OffsetSpec.latest());
      return Objects.requireNonNull(admin.listOffsets(asked).all().get().get(partition))
          .offset();
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** Waits until it is written. */
  static void await(Future<RecordMetadata> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : new KafkaException(e);
  }

  private static Map<String, Object> client(MirrorConfig config) {
    var c = new HashMap<String, Object>();
    c.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
    c.put(CommonClientConfigs.CLIENT_ID_CONFIG, config.id());
    c.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    c.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    c.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    return c;
  }

  /** Reads what is committed. */
  static Consumer<byte[], byte[]> consumer(MirrorConfig config, @Nullable String group) {
    var c = client(config);
    if (group != null) {
      c.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    }
    c.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    c.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    c.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    c.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
    // Another takes over from one that was killed after so long; a stall longer than that does no
    // harm.
    c.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
    c.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1500);
    c.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    return new KafkaConsumer<>(c, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** For dead letters. */
  static Producer<byte[], byte[]> producer(MirrorConfig config) {
    return new KafkaProducer<>(
        writing(config), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Writes in transactions; others under the same id are fenced by it. */
  static Producer<byte[], byte[]> transactions(MirrorConfig config, TopicFacts topic) {
    var p = writing(config);
    // It is also how much goes to the broker at once, and much at once is slow.
    p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (int)
        Math.min(Integer.MAX_VALUE, largest(topic) + (64L << 10)));
    p.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.id());
    p.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MS);
    p.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    p.put(ProducerConfig.BATCH_SIZE_CONFIG, batchBytes(topic));
    // What waits here is waited for by each commit.
    p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, largest(topic) + 4L * MEBIBYTE);
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** As each has its room from the beginning, they are smaller where there are many partitions. */
  private static int batchBytes(TopicFacts topic) {
    int share = Math.max(SMALLEST_BATCH, 2 * MEBIBYTE / topic.partitions());
    return Math.min(topic.maxMessageBytes(), Math.min(LARGEST_BATCH, share));
  }

  /** The largest record that is written in a transaction, dead letters included. */
  static int largest(TopicFacts topic) {
    return Math.max(2 * MEBIBYTE, topic.maxMessageBytes());
  }

  private static Map<String, Object> writing(MirrorConfig config) {
    var p = client(config);
    p.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
    p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * PATIENCE_MS);
    // What a topic takes is the topic's to say.
    p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE - MEBIBYTE);
    return p;
  }
}
