package io.millrace.connectors.projection;

import java.util.HashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of a projection; nothing is opened before it starts. */
interface ProjectionClients {
  Consumer<byte[], byte[]> consumer();

  /** For the dead letters; opened with the first of them. */
  Producer<byte[], byte[]> producer();

  /** Clients of the brokers that the configuration names. */
  static ProjectionClients of(ProjectionConfig config) {
    return new ProjectionClients() {
      @Override
      public Consumer<byte[], byte[]> consumer() {
        return ProjectionClients.consumer(config);
      }

      @Override
      public Producer<byte[], byte[]> producer() {
        return ProjectionClients.producer(config);
      }
    };
  }

  private static Consumer<byte[], byte[]> consumer(ProjectionConfig config) {
    var c = new HashMap<String, Object>();
    c.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
    c.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    if (config.instanceId() != null) {
      c.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, config.instanceId());
    }
    c.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    c.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    c.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    c.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.mostRecords());
    // A topic that is created later is found within this time.
    c.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    c.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return new KafkaConsumer<>(c, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Producer<byte[], byte[]> producer(ProjectionConfig config) {
    var p = new HashMap<String, Object>();
    p.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap());
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        config.topics().deadLetters().settings().maxMessageBytes());
    p.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
