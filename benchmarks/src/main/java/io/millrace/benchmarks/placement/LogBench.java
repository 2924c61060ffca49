package io.millrace.benchmarks.placement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.benchmarks.pipeline.FolderRemoval;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.topology.Profile;
import io.millrace.topology.Stage;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.placement.PlacementJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker in this JVM, and a stage on it that answers commands, one thread, exactly once. */
final class LogBench implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final byte[] POOL = "default".getBytes(UTF_8);

  private final Path folder;
  private final DataDirectory data;
  private final EmbeddedKafka kafka;

  LogBench() throws IOException {
    folder = Files.createTempDirectory("millrace-bench-");
    data = DataDirectory.open(folder);
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0)));
    kafka.start();
  }

  /** Topics of its own for each stage, so that none hears another. */
  Running start(String prefix, Function<Topics, Stage> stage) throws InterruptedException {
    var topics = new Topics(TopicsConfig.DEFAULTS.withPrefix(prefix));
    create(topics);
    var runner = new StageRunner(
        stage.apply(topics),
        new StageConfig(
            kafka.bootstrap(),
            topics,
            data.folder("state").resolve(prefix),
            Profile.DURABLE_FAST,
            1,
            Map.of("application.id", prefix + "placement")));
    runner.start();
    runner.awaitRunning(PATIENCE);
    return new Running(kafka.bootstrap(), topics, runner);
  }

  private void create(Topics topics) throws InterruptedException {
    var wanted = new ArrayList<NewTopic>();
    for (var topic : List.of(
        topics.allocationRequests(),
        topics.allocationDecisions(),
        topics.allocations(),
        topics.deadLetters())) {
      wanted.add(
          new NewTopic(topic.name(), 1, (short) 1).configs(topic.settings().config()));
    }
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.createTopics(wanted).all().get(1, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the topics cannot be created", e);
    }
  }

  /** A stage at work, who asks it, and who hears what is committed. */
  static final class Running implements AutoCloseable {
    private final Topics topics;
    private final StageRunner runner;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Running(String bootstrap, Topics topics, StageRunner runner) {
      this.topics = topics;
      this.runner = runner;
      producer = new KafkaProducer<>(
          Map.of("bootstrap.servers", bootstrap, "linger.ms", 0, "buffer.memory", 256 << 20),
          new ByteArraySerializer(),
          new ByteArraySerializer());
      consumer = new KafkaConsumer<>(
          Map.of(
              "bootstrap.servers",
              bootstrap,
              "isolation.level",
              "read_committed",
              "max.poll.records",
              5000),
          new ByteArrayDeserializer(),
          new ByteArrayDeserializer());
      var partition = new TopicPartition(topics.allocationDecisions().name(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
    }

    void send(PlacementCommand command) {
      var unused = producer.send(new ProducerRecord<>(
          topics.allocationRequests().name(), POOL, PlacementJson.bytes(command)));
    }

    /** The values of the records that were committed since. */
    List<byte[]> committed() {
      var values = new ArrayList<byte[]>();
      consumer.poll(Duration.ofMillis(1)).forEach(record -> values.add(record.value()));
      return values;
    }

    @Override
    public void close() {
      producer.close(Duration.ofSeconds(1));
      consumer.close();
      runner.close();
    }
  }

  @Override
  public void close() throws IOException {
    kafka.close();
    data.close();
    FolderRemoval.remove(folder);
  }
}
