package io.millrace.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.metrics.store.DeferredStore;
import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topic;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The stage in a driver: one task, which is its own upstream. */
abstract class MetricsDriver {
  // The driver runs one task: one partition, which is its own upstream.
  static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS.withPartitions(1));
  static final Topic<String, Report> INPUT = TOPICS.reports();
  static final long MINUTE = 60_000;
  static final long NOW = 1_760_000_040_000L / MINUTE * MINUTE;
  static final QualityConfig CONFIG = QualityConfig.DEFAULTS.withInstancesPerApplication(20);

  @TempDir
  Path folder;

  private int drivers;
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void open() {
    open(CONFIG);
  }

  void open(QualityConfig config) {
    close();
    var stage = new MetricsStage(TOPICS, config);
    var properties = new Properties();
    properties.putAll(stage.settings());
    properties.put(
        StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state-" + drivers++).toString());
    driver = new TopologyTestDriver(StageRunner.topology(stage), properties);
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
    }
  }

  TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  void send(byte @Nullable [] bytes, Headers headers, long appended) {
    send(null, bytes, headers, appended);
  }

  void send(byte @Nullable [] key, byte @Nullable [] bytes, Headers headers, long appended) {
    driver()
        .createInputTopic(INPUT.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, bytes, headers, appended));
  }

  /** A report that reaches the log when it is measured. */
  void send(String instance, double value, long at) {
    send(instance, value, at, at);
  }

  void send(String instance, double value, long measured, long appended) {
    send(new Source("cctv", "detect", instance), Value.of(value), measured, appended);
  }

  void send(Source source, Value value, long measured, long appended) {
    send(source, source, value, measured, appended);
  }

  /** As the door writes it: under its source's key. */
  void send(Source source, Source reporter, Value value, long measured, long appended) {
    var report = report(source, reporter, value, measured);
    send(source.key().getBytes(UTF_8), bytes(report), new RecordHeaders(), appended);
  }

  static Report report(Source source, Source reporter, Value value, long measured) {
    var observation = new Observation(
        source.stage(), source.instance(), Category.SERVICE, "response_time", value);
    return new Report(
        source,
        reporter,
        ReportFormat.ML_REPORT,
        Instant.ofEpochMilli(measured),
        Report.Context.NONE,
        List.of(observation),
        null,
        List.of(),
        Map.of());
  }

  static byte[] bytes(Report report) {
    return INPUT.values().serializer().serialize(INPUT.name(), report);
  }

  void mark(long at) {
    var mark = Mark.record(INPUT.name(), 0, at);
    send(mark.value(), mark.headers(), at);
  }

  TestOutputTopic<byte[], byte[]> output(Topic<?, ?> topic) {
    return driver()
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  List<WindowResult> results() {
    return allResults().stream().filter(result -> result.instance() != null).toList();
  }

  List<WindowResult> allResults() {
    return output(TOPICS.windows()).readRecordsToList().stream()
        .map(record ->
            TOPICS.windows().values().deserializer().deserialize("windows", record.value()))
        .toList();
  }

  Map<Bytes, byte[]> kept(String name) {
    var kept = new HashMap<Bytes, byte[]>();
    try (var all = store(name).all()) {
      all.forEachRemaining(entry -> kept.put(entry.key, entry.value));
    }
    return kept;
  }

  KeyValueStore<Bytes, byte[]> store(String name) {
    return ((DeferredStore) driver().getStateStore(name)).entries();
  }

  /** What a new instance finds is what the stores held, and nothing else. */
  void restart(QualityConfig config) {
    var windows = kept(MetricsStage.WINDOWS);
    var rollUps = kept(MetricsStage.ROLL_UPS);
    open(config);
    windows.forEach((key, value) -> store(MetricsStage.WINDOWS).put(key, value));
    rollUps.forEach((key, value) -> store(MetricsStage.ROLL_UPS).put(key, value));
  }
}
