package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.RequestId;
import io.millrace.model.Shape;
import io.millrace.model.Timings;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.inputs.InputSchema;
import io.millrace.model.qoa.InputQuality;
import io.millrace.model.qoa.InputQuality.Column;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage of predictions is killed under load: what it counts of answers and of inputs equals the truth. */
class PredictionsKillIT {
  private static final int ANSWERS = 1_000;
  private static final long MINUTE = 60_000;
  private static final long STEP = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final InputSchema SCHEMA =
      new InputSchema(1, 1000, List.of(new InputSchema.Column("speed", false, 0.0, 1.0)));

  @TempDir
  Path folder;

  private final Random random = new Random(4);
  private final TreeMap<Long, Column> truth = new TreeMap<>();
  private final long begin = System.currentTimeMillis() / MINUTE * MINUTE - 600 * MINUTE;
  private int sent;

  @Test
  void countsEqualTheTruth() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void countsEqualTheTruth_afterTwentyKills() throws Exception {
    kill(20);
  }

  private void kill(int times) throws Exception {
    try (var broker = TestBroker.start(folder, TOPICS);
        var qualities = new CommittedLog(broker.bootstrap(), TOPICS.inputQuality());
        var windows = new CommittedLog(broker.bootstrap(), TOPICS.windows())) {
      var stage = stage(broker, 0);
      try {
        for (int i = 1; i <= times; i++) {
          killUnderLoad(broker, stage);
          stage = stage(broker, i);
        }
        // Once more while windows close.
        mark(broker, begin + sent * STEP + 10 * MINUTE);
        stage.kill();
        stage = stage(broker, times + 1);
        assertQualities(qualities);
        assertWindows(windows);
        System.out.printf("%d kills: %d answers of %d minutes%n", times + 1, sent, truth.size());
      } finally {
        stage.close();
      }
    }
  }

  private void assertQualities(CommittedLog log) {
    var values = TOPICS.inputQuality().values().deserializer();
    await().atMost(PATIENCE).until(() -> log.read().records().size() >= truth.size());
    await().atMost(PATIENCE).until(() -> log.read().isAtEnd());
    var found = new TreeMap<Long, Column>();
    for (var record : log.records()) {
      InputQuality quality = values.deserialize(record.topic(), record.value());
      found.put(quality.start().toEpochMilli(), quality.columns().get(0));
    }
    assertThat(log.records()).hasSize(truth.size());
    assertThat(found).isEqualTo(truth);
  }

  private void assertWindows(CommittedLog log) {
    var values = TOPICS.windows().values().deserializer();
    await().atMost(PATIENCE).until(() -> log.read().isAtEnd());
    long answers = log.records().stream()
        .<WindowResult>map(record -> values.deserialize(record.topic(), record.value()))
        .filter(window -> window.metric().equals("response_time"))
        .mapToLong(window -> window.values().count())
        .sum();
    assertThat(answers).isEqualTo(sent);
  }

  /** In the middle of a transaction of the stage, with answers coming. */
  private void killUnderLoad(TestBroker broker, ChildJvm stage) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
      var changes = new Offsets(admin, changelog());
      long before = changes.end(IsolationLevel.READ_COMMITTED);
      Load.during(changes, () -> send(broker), () -> {
        changes.awaitNextTransaction(before, PATIENCE);
        stage.kill();
      });
    }
  }

  private static Topic<byte[], byte[]> changelog() {
    var results = TOPICS.results().raw();
    return new Topic<>(
        TOPICS.prefix() + "predictions-result-windows-changelog",
        results.keys(),
        results.values(),
        results.settings());
  }

  private static KafkaProducer<byte[], byte[]> producer(TestBroker broker) {
    return new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  // Answers of a minute come all over the partitions, the minutes one after the other.
  private void send(TestBroker broker) {
    var topic = TOPICS.results();
    try (var producer = producer(broker)) {
      for (int i = 0; i < ANSWERS; i++, sent++) {
        long at = begin + sent * STEP;
        var answer = new InferenceResult.Answered(
            new RequestId("r-" + sent),
            new ModelName("pump"),
            new ModelVersion(1),
            List.of(Tensors.floats("p", Shape.of(1, 2), 0.25f, 0.75f)),
            new Timings(1000, 200, 300, 4),
            Delivery.PROTOBUF);
        var headers = new RecordHeaders();
        var bytes = topic.values().serializer().serialize(topic.name(), headers, answer);
        headers.add(MessageHeaders.INPUTS, inputs(at));
        int partition = random.nextInt(topic.settings().partitions());
        producer.send(new ProducerRecord<>(topic.name(), partition, at, null, bytes, headers));
      }
    }
  }

  private byte[] inputs(long at) {
    double value = random.nextInt(10) == 0 ? Double.NaN : 1.25 * random.nextDouble();
    var column = Double.isNaN(value)
        ? new Column("speed", 0, 1, 0)
        : new Column("speed", value <= 1 ? 1 : 0, 0, value <= 1 ? 0 : 1);
    truth.merge(
        at / MINUTE * MINUTE,
        column,
        (one, other) -> new Column(
            "speed",
            one.valid() + other.valid(),
            one.none() + other.none(),
            one.outOfRange() + other.outOfRange()));
    return new InputSample(SCHEMA, 1, new long[] {random.nextLong()}, new double[] {value})
        .toBytes();
  }

  private static void mark(TestBroker broker, long at) {
    try (var producer = producer(broker)) {
      for (var topic : List.of(TOPICS.results(), TOPICS.feedback())) {
        for (int i = 0; i < topic.settings().partitions(); i++) {
          producer.send(Mark.record(topic.name(), i, at));
        }
      }
    }
  }

  private ChildJvm stage(TestBroker broker, int run) throws IOException {
    var process = ChildJvm.java(
        folder.resolve("stage-" + run + ".log"),
        PredictionsProcess.class,
        broker.bootstrap(),
        folder.resolve("state").toString());
    process.awaitReady();
    return process;
  }
}
