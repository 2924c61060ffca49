package io.millrace.connectors.celery.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The requests for calls, and what is written of them together with the place up to which they are read. Of one thread;
 * after an exception it is closed, and another takes its place.
 */
final class RequestLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_AT_ONCE = 500;

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /** Ends what an earlier one of the same client has left open. */
  RequestLog(ClientConfig config) {
    var topic = config.topics().celeryRequests();
    this.producer = producer(config, topic.name());
    try {
      producer.initTransactions();
      this.consumer = consumer(config, topic.name());
      consumer.subscribe(List.of(topic.name()));
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(ClientConfig config, String topic) {
    return new KafkaProducer<>(
        Map.<String, Object>of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrap(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            topic + "-" + config.instance(),
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            10_000,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            config.topics().results().settings().maxMessageBytes(),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            20_000,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            500),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(ClientConfig config, String topic) {
    return new KafkaConsumer<>(
        Map.<String, Object>of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            config.bootstrap(),
            ConsumerConfig.GROUP_ID_CONFIG,
            topic + "-bridge",
            // One that was killed takes up its partitions as soon as it is back.
            ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
            config.instance(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            // While the broker of the workers is away, nothing is polled.
            ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
            (int) Duration.ofMinutes(10).toMillis(),
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            MOST_AT_ONCE,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  /** How many partitions a topic has. */
  int partitions(String topic) {
    return consumer.partitionsFor(topic).size();
  }

  /** What has come; nothing while it is not wanted. */
  ConsumerRecords<byte[], byte[]> poll(boolean wanted) {
    if (wanted) {
      consumer.resume(consumer.paused());
    } else {
      consumer.pause(consumer.assignment());
    }
    return consumer.poll(POLL);
  }

  /** Writes the changes, and that these requests are read. */
  void commit(ConsumerRecords<byte[], byte[]> read, List<ProducerRecord<byte[], byte[]>> changes) {
    var places = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (var partition : read.partitions()) {
      var records = read.records(partition);
      places.put(
          partition, new OffsetAndMetadata(records.get(records.size() - 1).offset() + 1));
    }
    producer.beginTransaction();
    changes.forEach(producer::send);
    producer.sendOffsetsToTransaction(places, consumer.groupMetadata());
    producer.commitTransaction();
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
    producer.close(Duration.ZERO);
  }
}
