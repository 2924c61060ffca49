package io.millrace.launcher.rabbitmq;

import com.rabbitmq.stream.Codec;
import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.codec.InternalCodec;
import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.launcher.e2e.TestBroker;
import io.millrace.testing.rabbitmq.RabbitNode;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Kafka in this JVM and a RabbitMQ beside it. */
final class Sides implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Sides.class);

  static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);

  final TestBroker kafka;
  final RabbitNode rabbit;
  private final List<AutoCloseable> opened = new ArrayList<>();

  private Sides(TestBroker kafka, RabbitNode rabbit) {
    this.kafka = kafka;
    this.rabbit = rabbit;
  }

  static Sides start(Path folder, String... config) throws Exception {
    var rabbit = RabbitNode.start(folder.resolve("rabbit"), config);
    try {
      return new Sides(TestBroker.start(folder.resolve("kafka"), TOPICS), rabbit);
    } catch (Exception e) {
      rabbit.close();
      throw e;
    }
  }

  StreamAddress address() {
    return StreamAddress.parse(rabbit.stream());
  }

  /** A client of RabbitMQ's own. */
  Environment environment() {
    return environment(new InternalCodec());
  }

  /** One whose messages are what the codec says. */
  Environment environment(Codec codec) {
    var environment = Environment.builder()
        .codec(codec)
        .host("127.0.0.1")
        .port(rabbit.streamPort())
        .username(RabbitNode.USER)
        .password(RabbitNode.USER)
        .build();
    opened.add(environment);
    return environment;
  }

  KafkaProducer<byte[], byte[]> producer() {
    var producer = new KafkaProducer<>(
        Map.<String, Object>of(
            "bootstrap.servers", kafka.bootstrap(), "acks", "all", "max.request.size", 16 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
    opened.add(producer);
    return producer;
  }

  TopicLog log(String topic) {
    var log = new TopicLog(kafka.bootstrap(), topic);
    opened.add(log);
    return log;
  }

  /** Makes a topic, with room for larger records than a stream has. */
  void topic(String name, int partitions) throws Exception {
    topic(name, partitions, 4 << 20);
  }

  /** Makes a topic whose records are no longer than that. */
  void topic(String name, int partitions, int mostBytes) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      var wanted = Stream.of(name)
          .map(one -> new NewTopic(one, Optional.of(partitions), Optional.empty())
              .configs(Map.of("max.message.bytes", String.valueOf(mostBytes))))
          .toList();
      admin.createTopics(wanted).all().get();
    }
  }

  /** Makes one of Millrace's own that is not there from the beginning. */
  void ensure(Topic<?, ?> topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      var settings = topic.settings();
      var wanted = new NewTopic(topic.name(), Optional.of(settings.partitions()), Optional.empty())
          .configs(settings.config());
      admin.createTopics(List.of(wanted)).all().get();
    }
  }

  void superStream(String name, int partitions) throws IOException {
    rabbit.streams("add_super_stream", name, "--partitions", String.valueOf(partitions));
  }

  @Override
  public void close() {
    opened.forEach(Sides::close);
    rabbit.close();
    kafka.close();
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      // The servers must end all the same.
      LOG.warn("closing {}", one, e);
    }
  }
}
