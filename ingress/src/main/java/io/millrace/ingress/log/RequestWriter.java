package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;

/** Writes requests to the log without ever making its caller wait. */
final class RequestWriter implements AutoCloseable {
  private final Topic<String, InferenceRequest> topic;
  private final DefaultKafkaProducerFactory<String, InferenceRequest> producers;
  private final KafkaTemplate<String, InferenceRequest> template;
  private final PartitionChoice choice = new PartitionChoice();
  private volatile int partitions;

  RequestWriter(LogConfig config) {
    this.topic = config.topics().requests();
    this.producers = new DefaultKafkaProducerFactory<>(
        config.producer(), topic.keys().serializer(), topic.values().serializer());
    producers.setPhysicalCloseTimeout(Math.toIntExact(Duration.ofSeconds(2).toSeconds()));
    this.template = new KafkaTemplate<>(producers);
    // The default one logs every record that fails, with all its bytes.
    template.setProducerListener(new ProducerListener<>() {});
  }

  /** Makes the producer know the topic, without which the first write would fail; false if it does not know it yet. */
  boolean prefetch() {
    try {
      partitions = template.partitionsFor(topic.name()).size();
      return true;
    } catch (KafkaException | org.springframework.kafka.KafkaException e) {
      return false;
    }
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
    template.send(record).whenComplete((sent, failure) -> {
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
