package io.millrace.benchmarks.mirror;

import com.rabbitmq.stream.Consumer;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.Message;
import com.rabbitmq.stream.OffsetSpecification;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The shortest way from a stream to a topic. */
final class CopyToTopic implements AutoCloseable {
  private final Environment environment;
  private final String stream;
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final LongAdder acknowledged = new LongAdder();
  private @Nullable Consumer consumer;

  CopyToTopic(String bootstrap, Environment environment, String stream, String topic) {
    this.environment = environment;
    this.stream = stream;
    this.topic = topic;
    this.producer = new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 5, "batch.size", 128 << 10),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  CopyToTopic start() {
    consumer = environment.consumerBuilder().stream(stream)
        .offset(OffsetSpecification.first())
        .messageHandler((context, message) -> copy(message))
        .build();
    return this;
  }

  long count() {
    return acknowledged.sum();
  }

  private void copy(Message message) {
    var record = new ProducerRecord<byte[], byte[]>(topic, message.getBodyAsBinary());
    for (var field : message.getApplicationProperties().entrySet()) {
      if (field.getValue() instanceof byte[] bytes) {
        record.headers().add(field.getKey(), bytes);
      }
    }
    producer.send(record, (at, failure) -> acknowledged.increment());
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close();
    }
    producer.close();
  }
}
