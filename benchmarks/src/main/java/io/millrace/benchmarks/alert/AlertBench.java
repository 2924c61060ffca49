package io.millrace.benchmarks.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.contract.ContractReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A broker in this JVM, the metrics stage, and a contract for each application. */
final class AlertBench implements AutoCloseable {
  /** The window of the objective: a value is out of it after so long. */
  static final long WINDOW_MILLIS = 20;

  private static final Duration START = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;
  private static final String CONTRACT = """
      {"contract_id": "%1$s", "application": "%1$s", "objectives": [{"name": "slowest", "metric": "%2$s",
        "aggregate_function": "max", "operator": "<=", "value": 1, "window": "%3$dms"}]}""";

  private final Topics topics = new Topics(TopicsConfig.DEFAULTS.withPartitions(PARTITIONS));
  private final Path folder;
  private final DataDirectory data;
  private final EmbeddedKafka kafka;
  private final StageRunner runner;

  private AlertBench(Path folder) throws Exception {
    this.folder = folder;
    this.data = DataDirectory.open(folder);
    this.kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0))).start();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin
          .createTopics(topics.all().stream()
              .map(topic -> new NewTopic(topic.name(), topic.settings().partitions(), (short) 1)
                  .configs(topic.settings().config()))
              .toList())
          .all()
          .get(1, TimeUnit.MINUTES);
    }
    var quality = QualityConfig.DEFAULTS;
    var watching = new Watching(topics, kafka.bootstrap(), quality);
    var stage = new MetricsStage(
        topics, watching.plan(quality), watching::expected, quality, List.of(watching));
    this.runner = new StageRunner(
        stage,
        new StageConfig(
            kafka.bootstrap(), topics, data.folder("state"), Profile.DURABLE_FAST, 1, Map.of()));
  }

  static AlertBench open(List<String> applications) throws Exception {
    var bench = new AlertBench(Files.createTempDirectory("millrace-alert-"));
    try {
      bench.promise(applications);
      bench.runner.start();
      bench.runner.awaitRunning(START);
      return bench;
    } catch (Exception e) {
      bench.close();
      throw e;
    }
  }

  private void promise(List<String> applications) throws Exception {
    var commands = topics.contractCommands();
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap());
    try (var producer = new KafkaProducer<>(
        config, commands.keys().serializer(), commands.values().serializer())) {
      for (var application : applications) {
        var json = CONTRACT.formatted(application, AlertInput.METRIC, WINDOW_MILLIS);
        ContractReader.read(json.getBytes(UTF_8), null, null);
        var command = new RegistryCommand(application, application, null, json);
        producer
            .send(new ProducerRecord<>(commands.name(), application, command))
            .get();
      }
    }
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  Topics topics() {
    return topics;
  }

  /** What is measured: from here to the violation. */
  AlertInput input() {
    return new ReportInput(bootstrap(), topics);
  }

  @Override
  public void close() {
    runner.close();
    kafka.close();
    data.close();
    try {
      FolderRemoval.remove(folder);
    } catch (IOException e) {
      System.err.println("cannot remove " + folder + ": " + e);
    }
  }
}
