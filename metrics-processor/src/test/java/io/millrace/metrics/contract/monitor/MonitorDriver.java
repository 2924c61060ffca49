package io.millrace.metrics.contract.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.contract.samples.ContractIndex;
import io.millrace.metrics.contract.samples.SampleReading;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Judgement;
import io.millrace.model.contract.Violation;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.contract.ContractReader;
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
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The monitor on one partition, with contracts that the test sets. Times are in ms after {@link #START}. */
final class MonitorDriver implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final Topics TOPICS = new Topics(new TopicsConfig("t.", 1, Duration.ofDays(1), 1 << 20));

  private final Path folder;
  private final MonitorConfig config;
  private final InMemoryView<RegistryEntry<Contract>> view = new InMemoryView<>();
  private TopologyTestDriver driver;
  private int drivers;

  MonitorDriver(Path folder, MonitorConfig config) {
    this.folder = folder;
    this.config = config;
    this.driver = open();
  }

  private TopologyTestDriver open() {
    var builder = new StreamsBuilder();
    var samples =
        SampleReading.of(TOPICS.samples().raw().read(builder), TOPICS.samples().name());
    ContractMonitoring.addTo(
        builder, samples, TOPICS, new ContractIndex(view), config, "contracts");
    var properties = new Properties();
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state-" + drivers++).toString());
    return new TopologyTestDriver(builder.build(), properties);
  }

  /** Another instance, which finds what the store held and nothing else. */
  void restart() {
    var kept = new HashMap<Bytes, byte[]>();
    try (var all = store().all()) {
      all.forEachRemaining(entry -> kept.put(entry.key, entry.value));
    }
    driver.close();
    driver = open();
    kept.forEach((key, value) -> store().put(key, value));
  }

  int stored() {
    int entries = 0;
    try (var all = store().all()) {
      while (all.hasNext()) {
        all.next();
        entries++;
      }
    }
    return entries;
  }

  private KeyValueStore<Bytes, byte[]> store() {
    return ((DeferredStore) driver.getStateStore(ContractMonitoring.STORE)).entries();
  }

  /** The registry's newest of the contract; null takes it back. */
  void contract(String id, long epoch, long changed, @Nullable String json) {
    var contract = json == null
        ? null
        : ContractReader.read(json.getBytes(UTF_8), id, "app").contract();
    view.put(
        id,
        new RegistryEntry<>(
            id, epoch, contract, START.plusMillis(changed), new ModelRecord.Outcome("x", null)));
  }

  void sample(long at, double value) {
    sample("i", at, value);
  }

  void sample(String instance, long at, double value) {
    sample(new QoaSample("app", "s", instance, "m", value, time(at), Map.of()), at);
  }

  void sample(QoaSample sample, long appended) {
    var topic = TOPICS.samples();
    raw(topic.values().serializer().serialize(topic.name(), sample), new RecordHeaders(), appended);
  }

  /** A sample of the application's own time. */
  void ownSample(String instance, long at, double value, long appended) {
    var topic = TOPICS.samples();
    var sample = new QoaSample("app", "s", instance, "m", value, time(at), Map.of());
    var headers = new RecordHeaders();
    MessageHeaders.set(headers, MessageHeaders.OWN_TIME, "true");
    raw(topic.values().serializer().serialize(topic.name(), sample), headers, appended);
  }

  /** A mark of the application's own time; not moved, so that it may be its beginning or end. */
  void ownMark(long millis, long appended) {
    raw(null, Mark.headers(millis, "metrics/0", "app"), appended);
  }

  static long time(long at) {
    return START.toEpochMilli() + at;
  }

  void mark(long at) {
    mark("metrics/0", at, at);
  }

  void mark(String source, long at, long appended) {
    raw(null, Mark.headers(time(at), source), appended);
  }

  void lastMark(String source, long appended) {
    raw(null, Mark.headers(Mark.END, source), appended);
  }

  void raw(byte @Nullable [] value, Headers headers, long appended) {
    driver
        .createInputTopic(
            TOPICS.samples().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, value, headers, time(appended)));
  }

  List<Violation> violations() {
    return read(TOPICS.violations()).stream().map(TestRecord::value).toList();
  }

  List<TestRecord<String, Violation>> violationRecords() {
    return read(TOPICS.violations());
  }

  List<Judgement> judgements() {
    return read(TOPICS.verdicts()).stream()
        .filter(record -> record.value() != null)
        .map(TestRecord::value)
        .toList();
  }

  List<TestRecord<String, Judgement>> judgementRecords() {
    return read(TOPICS.verdicts());
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver
        .createOutputTopic(
            TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private <V> List<TestRecord<String, V>> read(Topic<String, V> topic) {
    return driver
        .createOutputTopic(
            topic.name(), topic.keys().deserializer(), topic.values().deserializer())
        .readRecordsToList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
