package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** Writes requests to the log without ever making its caller wait. */
final class RequestWriter implements AutoCloseable {
  private final Topic<String, InferenceRequest> topic;
  private final DefaultKafkaProducerFactory<String, InferenceRequest> producers;
  private volatile @Nullable Producer<String, InferenceRequest> opened;
  private final PartitionChoice choice = new PartitionChoice();
  private volatile int partitions;

  RequestWriter(LogConfig config) {
    this.topic = config.topics().requests();
    this.producers = new DefaultKafkaProducerFactory<>(
        config.producer(), topic.keys().serializer(), topic.values().serializer());
    producers.setPhysicalCloseTimeout(Math.toIntExact(Duration.ofSeconds(2).toSeconds()));
  }

  /** Makes the producer know the topic, without which the first write would fail; false if it does not know it yet. */
  boolean prefetch() {
    try {
      partitions = producer().partitionsFor(topic.name()).size();
      return true;
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      return false;
    }
  }

  // Kept: the template and the factory would look for it again for every record.
  private Producer<String, InferenceRequest> producer() {
    var known = opened;
    if (known == null) {
      known = producers.createProducer();
      opened = known;
    }
    return known;
  }

  /** Of the requests topic; 0 while that is not known. */
  int partitions() {
    return partitions;
  }

  /** Requests of a sequence share a partition and so keep their order; all others go where the moment's batch is. */
  ProducerRecord<String, InferenceRequest> record(
      @Nullable String sequence, InferenceRequest request) {
    return sequence == null
        ? new ProducerRecord<>(
            topic.name(), choice.of(System.nanoTime(), partitions), request.id().value(), request)
        : new ProducerRecord<>(topic.name(), sequence, request);
  }

  /** Hands the record to the producer; {@code onFailure} hears if it does not reach the log. */
  void write(ProducerRecord<String, InferenceRequest> record, Consumer<Throwable> onFailure) {
    var unused = producer().send(record, (sent, failure) -> {
      if (failure != null) {
        onFailure.accept(failure);
      }
    });
  }

  @Override
  public void close() {
    producers.destroy();
  }
}
