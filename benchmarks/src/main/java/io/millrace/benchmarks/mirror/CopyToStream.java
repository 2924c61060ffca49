package io.millrace.benchmarks.mirror;

import com.rabbitmq.stream.Environment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The shortest way from a topic to a stream. */
final class CopyToStream implements AutoCloseable {
  private final String bootstrap;
  private final Environment environment;
  private final String stream;
  private final LongAdder confirmed = new LongAdder();
  private final Thread thread = new Thread(this::copy, "copy-to-stream");
  private volatile boolean closed;

  CopyToStream(String bootstrap, Environment environment, String stream) {
    this.bootstrap = bootstrap;
    this.environment = environment;
    this.stream = stream;
  }

  CopyToStream start() {
    thread.start();
    return this;
  }

  long count() {
    return confirmed.sum();
  }

  private void copy() {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "max.poll.records", 5000);
    try (var producer = environment.producerBuilder().stream(stream).build();
        var consumer =
            new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var source = List.of(new TopicPartition(MirrorBench.SOURCE, 0));
      consumer.assign(source);
      consumer.seekToBeginning(source);
      while (!closed) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          var builder = producer.messageBuilder();
          builder.addData(record.value());
          builder.properties().creationTime(record.timestamp());
          var fields = builder.applicationProperties().entry("key", record.key());
          for (var header : record.headers()) {
            fields.entry(header.key(), header.value());
          }
          producer.send(builder.build(), status -> confirmed.increment());
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
