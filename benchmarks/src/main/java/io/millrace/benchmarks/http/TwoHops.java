package io.millrace.benchmarks.http;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * What the log alone takes for there and back: a producer, a topic of one partition, a bare consumer that copies with a
 * bare producer (at least once, no linger), a second topic, a consumer.
 */
final class TwoHops implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final String THERE = "benchmark.there";
  private static final String BACK = "benchmark.back";

  private final String bootstrap;
  private final byte[] payload;
  private final Thread copying = new Thread(this::copy, "two-hops-copy");
  private volatile boolean closed;

  TwoHops(String bootstrap, byte[] payload) {
    this.bootstrap = bootstrap;
    this.payload = payload;
  }

  void start() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      var topics = List.of(new NewTopic(THERE, 1, (short) 1), new NewTopic(BACK, 1, (short) 1));
      admin.createTopics(topics).all().get(1, TimeUnit.MINUTES);
    }
    copying.setDaemon(true);
    copying.start();
  }

  /** With so many records under way all the time. The key of a record is the time at which it was sent. */
  Latencies measure(int inFlight, Duration time) {
    var latencies = new Latencies();
    try (var producer = producer();
        var consumer = consumer(BACK)) {
      consumer.seekToEnd(consumer.assignment());
      consumer.position(consumer.assignment().iterator().next());
      long end = System.nanoTime() + time.toNanos();
      int underWay = 0;
      for (; underWay < inFlight; underWay++) {
        send(producer);
      }
      while (underWay > 0) {
        for (var record : consumer.poll(POLL)) {
          long now = System.nanoTime();
          latencies.add(now - record.key());
          if (now - end < 0) {
            send(producer);
          } else {
            underWay--;
          }
        }
      }
    }
    return latencies;
  }

  private void send(KafkaProducer<Long, byte[]> producer) {
    var unused = producer.send(new ProducerRecord<>(THERE, System.nanoTime(), payload));
  }

  private void copy() {
    try (var consumer = consumer(THERE);
        var producer = producer()) {
      while (!closed) {
        for (var record : consumer.poll(POLL)) {
          var unused = producer.send(new ProducerRecord<>(BACK, record.key(), record.value()));
        }
      }
    }
  }

  private KafkaProducer<Long, byte[]> producer() {
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "linger.ms", 0);
    return new KafkaProducer<>(config, new LongSerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<Long, byte[]> consumer(String topic) {
    Map<String, Object> config = Map.of(
        "bootstrap.servers",
        bootstrap,
        "group.id",
        "benchmark-two-hops-" + topic,
        "enable.auto.commit",
        true,
        "auto.offset.reset",
        "earliest");
    var consumer = new KafkaConsumer<>(config, new LongDeserializer(), new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(topic, 0)));
    return consumer;
  }

  /** The copying ends with the poll that is under way. */
  @Override
  public void close() {
    closed = true;
  }
}
