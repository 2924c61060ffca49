package io.millrace.benchmarks.reports;

import io.millrace.benchmarks.pipeline.FolderRemoval;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.metrics.MetricsStage;
import io.millrace.metrics.QualityConfig;
import io.millrace.metrics.Watching;
import io.millrace.model.RegistryCommand;
import io.millrace.topology.Profile;
import io.millrace.topology.Stage;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topic;
import io.millrace.topology.TopicSettings;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;

/** A broker in this JVM with reports on it that wait to be counted, in a folder that goes when the bench closes. */
final class ReportBench implements AutoCloseable {
  static final int PARTITIONS = 4;
  private static final Duration START = Duration.ofMinutes(1);
  private static final Random RANDOM = new Random(1);

  private static final String CONTRACT = """
      {"contract_id": "%1$s", "application": "%1$s", "objectives": [{"name": "slowest", "metric": "%2$s",
        "percentile": 0.99, "operator": "<=", "value": 1000, "window": "1m"}]}""";

  final Topics topics = new Topics(TopicsConfig.DEFAULTS.withPartitions(PARTITIONS));
  final Admin admin;
  private final Topic<byte[], byte[]> copies = new Topic<>(
      "copies",
      Serdes.ByteArray(),
      Serdes.ByteArray(),
      new TopicSettings("copies", PARTITIONS, Duration.ofDays(1), false, 16 << 20));
  private final Path folder;
  private final DataDirectory data;
  private final EmbeddedKafka kafka;
  private int runs;

  ReportBench() throws Exception {
    folder = Files.createTempDirectory("millrace-bench-");
    data = DataDirectory.open(folder);
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0)));
    kafka.start();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
    var wanted = new ArrayList<NewTopic>();
    topics.all().forEach(topic -> wanted.add(creation(topic)));
    wanted.add(creation(copies));
    admin.createTopics(wanted).all().get(1, TimeUnit.MINUTES);
  }

  private static NewTopic creation(Topic<?, ?> topic) {
    var config = new HashMap<>(topic.settings().config());
    config.put("file.delete.delay.ms", "1000");
    config.put("segment.bytes", String.valueOf(64 << 20));
    return new NewTopic(topic.name(), topic.settings().partitions(), (short) 1).configs(config);
  }

  /** Writes so many reports, spread over all partitions. */
  void fill(Form form, int reports) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", kafka.bootstrap());
    config.put("linger.ms", 20);
    config.put("batch.size", 128 << 10);
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < reports; i++) {
        producer.send(form.record(topics.reports().name(), i, RANDOM));
      }
    }
  }

  /** Lays down a contract for each application of the reports; each run of the stage takes it up. */
  void promise() throws Exception {
    var commands = topics.contractCommands();
    Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrap());
    try (var producer = new KafkaProducer<>(
        config, commands.keys().serializer(), commands.values().serializer())) {
      for (var application : Form.APPLICATIONS) {
        var command = new RegistryCommand(
            application, application, null, CONTRACT.formatted(application, Form.JUDGED));
        producer
            .send(new ProducerRecord<>(commands.name(), application, command))
            .get();
      }
    }
  }

  /** Counts as it is served: with contracts and all else that looks at the values. */
  MetricsStage counting() {
    var config = QualityConfig.DEFAULTS;
    var watching = new Watching(topics, kafka.bootstrap(), config);
    return new MetricsStage(
        topics, watching.plan(config), watching::expected, config, List.of(watching));
  }

  /** What a run before has put aside for its contracts is not read again. */
  private void forgetSamples() {
    try {
      var all = IntStream.range(0, PARTITIONS)
          .mapToObj(partition -> new TopicPartition(topics.samples().name(), partition))
          .collect(Collectors.toMap(
              partition -> partition, partition -> RecordsToDelete.beforeOffset(-1)));
      admin.deleteRecords(all).all().get(1, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot empty " + topics.samples(), e);
    }
  }

  CopyStage copying(Stage other) {
    return new CopyStage(topics, copies, other.settings());
  }

  /** Starts a stage as a group of its own, from the first report on; returns once it has its partitions. */
  Running start(Stage stage) throws InterruptedException {
    forgetSamples();
    var group = "benchmark-%s-%d".formatted(stage.name(), ++runs);
    var runner = new StageRunner(
        stage,
        new StageConfig(
            kafka.bootstrap(),
            topics,
            data.folder("state").resolve(group),
            Profile.DURABLE_FAST,
            1,
            Map.of("application.id", group)));
    runner.start();
    runner.awaitRunning(START);
    return new Running(group, runner);
  }

  /** A stage at work. */
  record Running(String group, StageRunner runner) implements AutoCloseable {
    @Override
    public void close() {
      runner.close();
    }
  }

  /** Gives back the room of what has been copied. */
  void emptyCopies() throws Exception {
    var all = new HashMap<TopicPartition, RecordsToDelete>();
    IntStream.range(0, PARTITIONS)
        .forEach(
            p -> all.put(new TopicPartition(copies.name(), p), RecordsToDelete.beforeOffset(-1)));
    admin.deleteRecords(all).all().get(1, TimeUnit.MINUTES);
  }

  /** The partitions that hold the reports. */
  List<TopicPartition> partitions() {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> new TopicPartition(topics.reports().name(), partition))
        .toList();
  }

  @Override
  public void close() throws IOException {
    admin.close();
    kafka.close();
    data.close();
    FolderRemoval.remove(folder);
  }
}
