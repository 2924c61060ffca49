package io.millrace.benchmarks.pipeline;

import io.millrace.inference.registry.FolderModelRepository;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.port.ModelRefusedException;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A broker in this JVM with Millrace's topics and one model, in a folder that goes when the bench closes. */
final class Workbench implements AutoCloseable {
  static final int PARTITIONS = 4;
  static final ModelVersion VERSION = new ModelVersion(1);

  private final Topics topics = new Topics(TopicsConfig.DEFAULTS.withPartitions(PARTITIONS));
  private final Path folder;
  private final DataDirectory data;
  private final EmbeddedKafka kafka;
  private final FolderModelRepository repository;
  private final Admin admin;
  private final Thread onSignal = new Thread(this::clear, "workbench-cleanup");
  private int groups;
  private @Nullable ModelRecord registered;

  private Workbench(Path folder) {
    this.folder = folder;
    this.data = DataDirectory.open(folder);
    this.kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0)));
    this.repository = new FolderModelRepository(data.folder("models"), InstantSource.system());
    Runtime.getRuntime().addShutdownHook(onSignal);
    kafka.start();
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()));
  }

  static Workbench open(Mlp model) throws Exception {
    var bench = new Workbench(Files.createTempDirectory("millrace-bench-"));
    try {
      bench
          .admin
          .createTopics(bench.topics.all().stream().map(Workbench::creation).toList())
          .all()
          .get(1, TimeUnit.MINUTES);
      bench.register(model);
      return bench;
    } catch (Exception e) {
      bench.close();
      throw e;
    }
  }

  private static NewTopic creation(Topic<?, ?> topic) {
    var settings = topic.settings();
    var config = new HashMap<>(settings.config());
    // A deleted topic's disk space comes back after a second, not after a minute.
    config.put("file.delete.delay.ms", "1000");
    return new NewTopic(topic.name(), settings.partitions(), (short) 1).configs(config);
  }

  private void register(Mlp model)
      throws IOException, ModelRefusedException, ExecutionException, InterruptedException {
    var file = Files.write(folder.resolve("mlp.onnx"), model.onnx());
    var name = new ModelName(model.toString());
    registered = new ModelRecord(
        name,
        1,
        List.of(repository.keep(name, VERSION, file)),
        new ModelRecord.Outcome("benchmark", null));
    publish(registered);
  }

  /** Has all columns of the model's input watched, a hundred at most, or none from now on. */
  void watch(boolean watched) throws ExecutionException, InterruptedException {
    var plain = Objects.requireNonNull(registered);
    var shape = plain.versions().get(0).signature().inputs().get(0).shape();
    int width = (int) Math.min(ModelInputs.MOST_COLUMNS, shape.dim(1));
    var columns = IntStream.range(0, watched ? width : 0)
        .mapToObj(i -> new ModelInputs.Column(Mlp.INPUT, i, "column-" + i, null, null))
        .toList();
    var inputs = watched ? new ModelInputs(1, ModelInputs.DEFAULT_REFERENCE, columns) : null;
    publish(new ModelRecord(
        plain.name(), plain.epoch(), plain.versions(), plain.lastCommand(), null, null, inputs));
  }

  private void publish(ModelRecord record) throws ExecutionException, InterruptedException {
    var models = topics.models();
    Map<String, Object> config = Map.of("bootstrap.servers", bootstrap());
    try (var producer =
        new KafkaProducer<>(config, models.keys().serializer(), models.values().serializer())) {
      producer
          .send(new ProducerRecord<>(models.name(), record.name().value(), record))
          .get();
    }
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  Topics topics() {
    return topics;
  }

  FolderModelRepository repository() {
    return repository;
  }

  Admin admin() {
    return admin;
  }

  /** The model's file, for one who runs it without all this. */
  Path modelFile(Mlp model) {
    return repository.file(new ModelName(model.toString()), VERSION);
  }

  /** A name that no group had before. */
  String freshGroup(String label) {
    return "benchmark-%s-%d".formatted(label.toLowerCase(java.util.Locale.ROOT), ++groups);
  }

  Path stateDirectory(String group) {
    return data.folder("state").resolve(group);
  }

  /** Throws all results away: their disk space, and their offsets. */
  void emptyResults() throws ExecutionException, InterruptedException {
    var results = topics.results();
    admin.deleteTopics(List.of(results.name())).all().get();
    while (!created(creation(results))) {
      Thread.sleep(20);
    }
    while (!described(results.name())) {
      Thread.sleep(20);
    }
  }

  private boolean created(NewTopic topic) throws ExecutionException, InterruptedException {
    try {
      admin.createTopics(List.of(topic)).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private boolean described(String topic) throws ExecutionException, InterruptedException {
    try {
      return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .flatMap(description -> description.partitions().stream())
          .allMatch(partition -> partition.leader() != null);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      return; // the JVM is ending, and the hook does it
    }
    admin.close();
    clear();
  }

  private synchronized void clear() {
    kafka.close();
    data.close();
    try {
      FolderRemoval.remove(folder);
    } catch (IOException e) {
      System.err.println("cannot remove " + folder + ": " + e);
    }
  }
}
