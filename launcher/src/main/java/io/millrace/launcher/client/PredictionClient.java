package io.millrace.launcher.client;

import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.topology.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Sends requests to the request topic and hands out their results, straight through Kafka. Its requests must have ids
 * that no other request has.
 */
public final class PredictionClient implements AutoCloseable {
  private final Topics topics;
  private final KafkaProducer<String, InferenceRequest> producer;
  private final KafkaConsumer<String, InferenceResult> consumer;
  private final Map<String, CompletableFuture<InferenceResult>> waiting = new ConcurrentHashMap<>();
  private final Thread reader = new Thread(this::read, "prediction-client");
  private volatile boolean closed;

  /** Connects, and is ready to see every result from now on, committed or not. */
  public PredictionClient(Topics topics, String bootstrap) {
    this.topics = topics;
    var requests = topics.requests();
    var results = topics.results();
    this.producer = new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            requests.settings().maxMessageBytes(),
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            64L << 20),
        requests.keys().serializer(),
        requests.values().serializer());
    this.consumer = new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            2000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false),
        results.keys().deserializer(),
        results.values().deserializer());
    startReading();
  }

  private void startReading() {
    var partitions = consumer.partitionsFor(topics.results().name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking for the place makes it happen before the first request goes out.
    partitions.forEach(consumer::position);
    reader.setDaemon(true);
    reader.start();
  }

  /** Sends the request; completes with its result, or with the producer's failure. */
  public CompletableFuture<InferenceResult> send(InferenceRequest request) {
    var result = new CompletableFuture<InferenceResult>();
    var id = request.id().value();
    waiting.put(id, result);
    producer.send(
        new ProducerRecord<>(topics.requests().name(), id, request), (metadata, failure) -> {
          if (failure != null && waiting.remove(id) != null) {
            result.completeExceptionally(failure);
          }
        });
    return result;
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        consumer.poll(Duration.ofMillis(500)).forEach(this::take);
      }
    } catch (WakeupException e) {
      // close() asks for the end this way.
    }
  }

  private void take(ConsumerRecord<String, InferenceResult> result) {
    // Marks have no key, and are nobody's result.
    var asked = result.key() == null ? null : waiting.remove(result.key());
    if (asked != null) {
      asked.complete(result.value());
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    producer.close(Duration.ofSeconds(2));
    try {
      reader.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
