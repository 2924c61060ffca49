package io.millrace.metrics.predictions;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.model.Delivery;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelDrift;
import io.millrace.model.ModelFeedback;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelVersion;
import io.millrace.model.RegistryEntry;
import io.millrace.model.RequestId;
import io.millrace.model.Tensor;
import io.millrace.model.Timings;
import io.millrace.model.contract.Contract;
import io.millrace.model.inputs.InputSample;
import io.millrace.model.qoa.AccuracyResult;
import io.millrace.model.qoa.DriftReport;
import io.millrace.model.qoa.InputQuality;
import io.millrace.model.qoa.QoaSample;
import io.millrace.model.qoa.ReportedAnswer;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.registry.ModelCatalog;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.contract.ContractReader;
import io.millrace.topology.serde.qoa.SampleRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The stage over topics of one partition, and a way to start it anew from what its stores held. */
final class PredictionsDriver implements AutoCloseable {
  static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS.withPartitions(1));
  static final ModelName MODEL = new ModelName("pump");
  private static final List<String> STORES =
      List.of("result-windows", "feedback-join", "reported-times", "prediction-windows");

  private final Path folder;
  private final InMemoryView<ModelRecord> models = new InMemoryView<>();
  private final InMemoryView<RegistryEntry<Contract>> contracts = new InMemoryView<>();
  private int starts;
  private TopologyTestDriver driver;

  PredictionsDriver(Path folder) {
    this.folder = folder;
    this.driver = open();
  }

  private TopologyTestDriver open() {
    var stage = new PredictionsStage(
        TOPICS, new ModelCatalog(models), new ContractIndex(contracts), PredictionsConfig.DEFAULTS);
    var properties = new Properties();
    properties.putAll(stage.settings());
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state-" + starts++).toString());
    return new TopologyTestDriver(StageRunner.topology(stage), properties);
  }

  void declare(@Nullable ModelFeedback feedback) {
    declare(feedback, null);
  }

  void declare(@Nullable ModelFeedback feedback, @Nullable ModelDrift drift) {
    models.put(
        MODEL.value(),
        new ModelRecord(
            MODEL, 1, List.of(), new ModelRecord.Outcome("c", null), feedback, drift, null));
  }

  void declare(Duration window) {
    declare(new ModelFeedback(window, false));
  }

  /** An answer of version 1 after 1500 µs in a batch of 4. */
  void answer(String id, long at, Tensor... outputs) {
    answer(id, at, Delivery.PROTOBUF, outputs);
  }

  void answer(String id, long at, Delivery delivery, Tensor... outputs) {
    var headers = new RecordHeaders();
    result(bytes(id, delivery, headers, outputs), headers, at);
  }

  private static byte[] bytes(String id, Delivery delivery, Headers headers, Tensor... outputs) {
    var answer = new InferenceResult.Answered(
        new RequestId(id),
        MODEL,
        new ModelVersion(1),
        List.of(outputs),
        new Timings(1000, 200, 300, 4),
        delivery);
    return TOPICS.results().values().serializer().serialize("", headers, answer);
  }

  /** An answer whose inputs are watched. */
  void answer(String id, long at, InputSample inputs, Tensor... outputs) {
    answer(id, at, inputs.toBytes(), outputs);
  }

  /** An answer with that for a sample of its inputs. */
  void answer(String id, long at, byte[] inputs, Tensor... outputs) {
    var headers = new RecordHeaders();
    var bytes = bytes(id, Delivery.PROTOBUF, headers, outputs);
    headers.add(MessageHeaders.INPUTS, inputs);
    result(bytes, headers, at);
  }

  void result(byte @Nullable [] bytes, Headers headers, long at) {
    driver
        .createInputTopic(
            TOPICS.results().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, bytes, headers, at));
  }

  void feedback(@Nullable String key, String json, long at) {
    driver
        .createInputTopic(
            TOPICS.feedback().name(), new StringSerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, json.getBytes(UTF_8), new RecordHeaders(), at));
  }

  /** An answer in a report, as the metrics stage writes it. */
  void reported(ReportedAnswer answer, long at) {
    var topic = TOPICS.answers();
    reported(topic.values().serializer().serialize(topic.name(), answer), new RecordHeaders(), at);
  }

  void reported(byte @Nullable [] bytes, Headers headers, long at) {
    driver
        .createInputTopic(
            TOPICS.answers().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, bytes, headers, at));
  }

  /** Marks of all inputs. */
  void mark(long at) {
    reported(null, Mark.headers(at, "metrics/0"), at);
    for (var topic : List.of(TOPICS.results(), TOPICS.feedback())) {
      driver
          .createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())
          .pipeInput(
              new TestRecord<>(null, null, Mark.record(topic.name(), 0, at).headers(), at));
    }
  }

  /** A contract in Millrace's own form, in force from the first record on. */
  void contract(String json) {
    var contract = ContractReader.read(json.getBytes(UTF_8), "c", PredictionsConfig.APPLICATION)
        .contract();
    contracts.put(
        contract.id(),
        new RegistryEntry<>(
            contract.id(), 1, contract, Instant.EPOCH, new ModelRecord.Outcome("c", null)));
  }

  /** Takes the contract back. */
  void withdrawContract() {
    contracts.put(
        "c", new RegistryEntry<>("c", 2, null, Instant.EPOCH, new ModelRecord.Outcome("c", null)));
  }

  /** What contracts were told since the last call. */
  List<QoaSample> samples() {
    return told().stream()
        .filter(record -> record.value() != null)
        .flatMap(
            record -> new SampleRecords().read("", record.value(), record.timestamp()).stream())
        .map(SampleRecords.Appended::sample)
        .toList();
  }

  /** All records for contracts since the last call, marks among them. */
  List<TestRecord<byte[], byte[]>> told() {
    return driver
        .createOutputTopic(
            TOPICS.samples().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  List<WindowResult> windows() {
    return read(TOPICS.windows());
  }

  List<AccuracyResult> accuracies() {
    return read(TOPICS.accuracy());
  }

  List<DriftReport> drifts() {
    return read(TOPICS.drift());
  }

  List<InputQuality> qualities() {
    return read(TOPICS.inputQuality());
  }

  private <V> List<V> read(Topic<String, V> topic) {
    return driver
        .createOutputTopic(
            topic.name(), new StringDeserializer(), topic.values().deserializer())
        .readValuesToList();
  }

  /** The reasons of the dead letters since the last call. */
  List<@Nullable String> reasons() {
    return driver
        .createOutputTopic(
            TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(letter -> MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
        .toList();
  }

  long stored(String store) {
    long count = 0;
    try (var all = this.<Bytes, byte[]>store(store).all()) {
      for (; all.hasNext(); count++) {
        all.next();
      }
    }
    return count;
  }

  private <K, V> KeyValueStore<K, V> store(String name) {
    return driver.getKeyValueStore(name);
  }

  /** What a new instance finds is what the stores held, and nothing else. */
  void restart() {
    var kept = new HashMap<String, Map<Bytes, byte[]>>();
    for (var name : STORES) {
      var entries = new HashMap<Bytes, byte[]>();
      try (var all = this.<Bytes, byte[]>store(name).all()) {
        all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
      }
      kept.put(name, entries);
    }
    driver.close();
    driver = open();
    kept.forEach((name, entries) -> {
      KeyValueStore<Bytes, byte[]> store = store(name);
      entries.forEach(store::put);
    });
  }

  @Override
  public void close() {
    driver.close();
  }
}
