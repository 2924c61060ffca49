package io.millrace.benchmarks.mirror;

import com.rabbitmq.stream.Environment;
import io.millrace.benchmarks.pipeline.FolderRemoval;
import io.millrace.connectors.rabbitmq.StreamAddress;
import io.millrace.connectors.rabbitmq.mirror.Direction;
import io.millrace.connectors.rabbitmq.mirror.Mirror;
import io.millrace.connectors.rabbitmq.mirror.MirrorConfig;
import io.millrace.connectors.rabbitmq.mirror.StreamName;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker of Kafka in this JVM with a topic full of messages, and a RabbitMQ elsewhere. */
final class MirrorBench implements AutoCloseable {
  static final String SOURCE = "bench-mirror";
  private static final int BYTES = 200;
  private static final double WARM = 0.1;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Topics topics = new Topics(TopicsConfig.DEFAULTS);
  private final StreamAddress rabbit;
  private final int messages;
  private final Path folder;
  private final DataDirectory data;
  private final EmbeddedKafka kafka;
  private final Admin admin;
  private final Environment environment;
  private final List<String> streams = new ArrayList<>();
  private final List<String> made = new ArrayList<>();
  private int runs;

  MirrorBench(StreamAddress rabbit, int messages) throws Exception {
    this.rabbit = rabbit;
    this.messages = messages;
    environment = rabbit.open("millrace-bench", null, false);
    folder = Files.createTempDirectory("millrace-bench-");
    data = DataDirectory.open(folder);
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0)));
    kafka.start();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    var positions = topics.positions();
    make(new NewTopic(positions.name(), 1, (short) 1)
        .configs(positions.settings().config()));
    make(new NewTopic(SOURCE, 1, (short) 1));
  }

  private void make(NewTopic topic) throws Exception {
    admin.createTopics(List.of(topic)).all().get(1, TimeUnit.MINUTES);
  }

  void fill() {
    var random = new Random(1);
    Map<String, Object> config =
        Map.of("bootstrap.servers", kafka.bootstrap(), "linger.ms", 20, "batch.size", 128 << 10);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < messages; i++) {
        var value = new byte[BYTES];
        random.nextBytes(value);
        var key = String.valueOf(i).getBytes(StandardCharsets.UTF_8);
        var record = new ProducerRecord<>(SOURCE, key, value);
        record
            .headers()
            .add("content-type", "application/octet-stream".getBytes(StandardCharsets.UTF_8));
        producer.send(record);
      }
    }
  }

  /** By the clients alone; from a stream, the one that was written last. */
  double copy(Direction direction) throws Exception {
    if (direction == Direction.TO_STREAM) {
      try (var copy = new CopyToStream(kafka.bootstrap(), environment, stream()).start()) {
        return rate(copy::count);
      }
    }
    try (var copy = new CopyToTopic(
            kafka.bootstrap(), environment, streams.get(streams.size() - 1), topic())
        .start()) {
      return rate(copy::count);
    }
  }

  double mirror(Direction direction) throws Exception {
    boolean out = direction == Direction.TO_STREAM;
    var stream = out ? stream() : streams.get(streams.size() - 1);
    var config = MirrorConfig.of(
        "bench-" + runs,
        kafka.bootstrap(),
        topics,
        rabbit,
        direction,
        out ? SOURCE : topic(),
        new StreamName(stream, false));
    try (var mirror = new Mirror(config).start()) {
      return rate(() -> mirror.state().mirrored());
    }
  }

  private String stream() {
    var name = "millrace-bench-%d-%d".formatted(ProcessHandle.current().pid(), ++runs);
    environment.streamCreator().name(name).create();
    streams.add(name);
    return name;
  }

  private String topic() throws Exception {
    var name = "bench-mirrored-" + ++runs;
    make(new NewTopic(name, 1, (short) 1));
    made.add(name);
    return name;
  }

  /** From when a part has been carried, so that what goes before does not count, to the last. */
  private double rate(LongSupplier count) {
    long first = await(count, (long) (WARM * messages));
    long from = System.nanoTime();
    await(count, messages);
    return (messages - first) * 1e9 / (System.nanoTime() - from);
  }

  private static long await(LongSupplier count, long wanted) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    long now = count.getAsLong();
    while (now < wanted) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("only %,d of %,d messages came".formatted(now, wanted));
      }
      LockSupport.parkNanos(LOOK_NANOS);
      now = count.getAsLong();
    }
    return now;
  }

  /** Gives back the room of what has been carried. */
  void empty() throws Exception {
    streams.forEach(environment::deleteStream);
    streams.clear();
    admin.deleteTopics(made).all().get(1, TimeUnit.MINUTES);
    made.clear();
  }

  @Override
  public void close() throws IOException {
    streams.forEach(environment::deleteStream);
    environment.close();
    admin.close();
    kafka.close();
    data.close();
    FolderRemoval.remove(folder);
  }
}
