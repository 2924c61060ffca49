package io.millrace.ingress.log;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/** A producer that is opened once and kept: the factory would look for it again for every record. */
public final class KeptProducer<K, V> implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final DefaultKafkaProducerFactory<K, V> factory;
  private volatile @Nullable Producer<K, V> opened;

  public KeptProducer(Map<String, Object> config, Serializer<K> keys, Serializer<V> values) {
    this.factory = new DefaultKafkaProducerFactory<>(config, keys, values);
    factory.setPhysicalCloseTimeout(Math.toIntExact(CLOSE.toSeconds()));
  }

  /** Sends; {@code onFailure} hears if the record does not reach the log. */
  void send(ProducerRecord<K, V> record, Consumer<Throwable> onFailure) {
    send(record, () -> {}, onFailure);
  }

  /** Sends; one of the two hears what became of it, unless this throws. */
  public void send(ProducerRecord<K, V> record, Runnable onWritten, Consumer<Throwable> onFailure) {
    var producer = get();
    try {
      var unused = producer.send(record, (sent, failure) -> {
        if (failure == null) {
          onWritten.run();
        } else {
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
  private synchronized void failed(Producer<K, V> producer, Throwable failure) {
    boolean isFinal =
        failure instanceof OutOfOrderSequenceException || failure instanceof IllegalStateException;
    if (isFinal && opened == producer) {
      opened = null;
      factory.reset();
    }
  }

  Producer<K, V> get() {
    var known = opened;
    return known == null ? open() : known;
  }

  private synchronized Producer<K, V> open() {
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
