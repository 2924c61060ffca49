package io.millrace.launcher.celery;

import io.millrace.examples.Examples;
import io.millrace.launcher.kafka.DataDirectory;
import io.millrace.launcher.kafka.EmbeddedKafka;
import io.millrace.launcher.kafka.EmbeddedKafkaConfig;
import io.millrace.launcher.kafka.Listen;
import io.millrace.launcher.pipeline.Part;
import io.millrace.launcher.pipeline.Pipeline;
import io.millrace.launcher.pipeline.PipelineConfig;
import io.millrace.topology.Profile;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** Kafka and the inference stage in this JVM, for a bridge in another. */
record LogBehind(DataDirectory data, EmbeddedKafka kafka, Pipeline pipeline)
    implements AutoCloseable {

  private static final Duration COMMIT = Duration.ofMinutes(1);

  static LogBehind start(Path folder) throws Exception {
    return start(folder, EnumSet.of(Part.INFERENCE));
  }

  static LogBehind start(Path folder, EnumSet<Part> parts) throws Exception {
    var data = DataDirectory.open(folder);
    var kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data, Listen.local(0))).start();
    return new LogBehind(data, kafka, pipeline(kafka.bootstrap(), folder, parts));
  }

  /** Stages on a broker, which ask the example model. */
  static Pipeline pipeline(String bootstrap, Path folder, EnumSet<Part> parts) throws Exception {
    var models = folder.resolve("models");
    var model = Files.createDirectories(models.resolve("machine-health/1"));
    try (var in = Examples.open("machine-health/1/model.onnx")) {
      Files.write(model.resolve("model.onnx"), in.readAllBytes());
    }
    var config = new PipelineConfig(
        bootstrap,
        TopicsConfig.DEFAULTS,
        Profile.DURABLE_FAST,
        parts,
        folder.resolve("state"),
        models,
        new PipelineConfig.Http("127.0.0.1", 0),
        1,
        Map.of());
    return new Pipeline(config).start();
  }

  String bootstrap() {
    return kafka.bootstrap();
  }

  /** How many committed results each request has now. */
  Map<String, Integer> committedResults() {
    return committedResults(bootstrap());
  }

  /**
   * How many committed results each request has once all these have one: answers come ahead of their commit.
   */
  static Map<String, Integer> committedResults(String bootstrap, Collection<String> all) {
    return Awaitility.await()
        .atMost(COMMIT)
        .until(() -> committedResults(bootstrap), found -> found.keySet().containsAll(all));
  }

  private static Map<String, Integer> committedResults(String bootstrap) {
    var counts = new HashMap<String, Integer>();
    var topic = new Topics(TopicsConfig.DEFAULTS).results().name();
    try (var consumer = new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(info.topic(), info.partition()))
          .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (record.key() != null) {
            counts.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum);
          }
        }
      }
    }
    return counts;
  }

  /** How many dead letters have come from there. */
  long deadLetters(String from) {
    var topic = new Topics(TopicsConfig.DEFAULTS).deadLetters().name();
    long count = 0;
    try (var consumer = new KafkaConsumer<>(
        Map.<String, Object>of(
            "bootstrap.servers", bootstrap(), "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          var place = MessageHeaders.text(record.headers(), MessageHeaders.DEAD_TOPIC);
          count += from.equals(place) ? 1 : 0;
        }
      }
    }
    return count;
  }

  @Override
  public void close() {
    pipeline.close();
    kafka.close();
    data.close();
  }
}
