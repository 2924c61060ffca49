package io.millrace.ingress.log;

import io.millrace.model.InferenceRequest;
import io.millrace.topology.Topic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
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
