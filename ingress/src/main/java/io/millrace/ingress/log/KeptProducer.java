package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** A producer that is opened once and kept: the factory would look for it again for every record. */
final class KeptProducer implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final DefaultKafkaProducerFactory<String, InferenceRequest> factory;
  private volatile @Nullable Producer<String, InferenceRequest> opened;

  KeptProducer(Map<String, Object> config, Topic<String, InferenceRequest> topic) {
    this.factory = new DefaultKafkaProducerFactory<>(
        config, topic.keys().serializer(), topic.values().serializer());
    factory.setPhysicalCloseTimeout(Math.toIntExact(CLOSE.toSeconds()));
  }

  /** Sends; {@code onFailure} hears if the record does not reach the log. */
  void send(ProducerRecord<String, InferenceRequest> record, Consumer<Throwable> onFailure) {
    var producer = get();
    try {
      var unused = producer.send(record, (sent, failure) -> {
        if (failure != null) {
          failed(producer, failure);
          onFailure.accept(failure);
        }
      });
    } catch (RuntimeException e) {
      failed(producer, e);
      throw e;
    }
  }

  // After such a failure the producer takes nothing any more, and Spring has closed it; the next
  // call opens another.
  private synchronized void failed(Producer<String, InferenceRequest> producer, Throwable failure) {
    boolean isFinal =
        failure instanceof OutOfOrderSequenceException || failure instanceof IllegalStateException;
    if (isFinal && opened == producer) {
      opened = null;
      factory.reset();
    }
  }

  Producer<String, InferenceRequest> get() {
    var known = opened;
    return known == null ? open() : known;
  }

  private synchronized Producer<String, InferenceRequest> open() {
    var known = opened;
    if (known == null) {
      known = factory.createProducer();
      opened = known;
    }
    return known;
  }

  @Override
  public void close() {
    factory.destroy();
  }
}
