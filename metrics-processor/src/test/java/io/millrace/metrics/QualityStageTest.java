package io.millrace.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.window.Sample;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.Mark;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topic;
import io.millrace.topology.TopicSettings;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityStageTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Topic<String, Sample> INPUT = new Topic<>(
      "millrace.qoa.reports",
      Serdes.String(),
      new SampleSerde(),
      new TopicSettings("qoa-reports", 1, null, false, 1 << 20));
  private static final long MINUTE = 60_000;
  private static final long NOW = 1_760_000_040_000L / MINUTE * MINUTE;
  private static final QualityConfig CONFIG =
      QualityConfig.DEFAULTS.withInstancesPerApplication(20);

  @TempDir
  Path folder;

  private int drivers;
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void open() {
    open(CONFIG);
  }

  private void open(QualityConfig config) {
    close();
    var stage = new QualityStage(TOPICS, INPUT, SampleReader.ofSamples(), config);
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

  private TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  private void send(byte @Nullable [] bytes, Headers headers, long appended) {
    driver()
        .createInputTopic(INPUT.name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, bytes, headers, appended));
  }

  private static byte[] bytes(Sample sample) {
    return new SampleSerde().serializer().serialize(INPUT.name(), sample);
  }

  /** A sample that reaches the log when it is measured. */
  private void send(String instance, double value, long at) {
    send(instance, value, at, at);
  }

  private void send(String instance, double value, long measured, long appended) {
    var sample = new Sample("cctv", "detect", instance, "response_time", value, measured);
    send(bytes(sample), new RecordHeaders(), appended);
  }

  private void mark(long at) {
    var mark = Mark.record(INPUT.name(), 0, at);
    send(mark.value(), mark.headers(), at);
  }

  private TestOutputTopic<byte[], byte[]> output(Topic<?, ?> topic) {
    return driver()
        .createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private List<WindowResult> results() {
    return output(TOPICS.windows()).readRecordsToList().stream()
        .map(record ->
            TOPICS.windows().values().deserializer().deserialize("windows", record.value()))
        .toList();
  }

  @Test
  void window_isWrittenOnce_withAllItsValues() {
    send("i1", 20, NOW);
    send("i1", 30, NOW + 59_999);
    send("i1", 99, NOW + 60_000);
    assertThat(results()).isEmpty();
    send("i1", 99, NOW + 70_000);
    var records = output(TOPICS.windows()).readRecordsToList();
    assertThat(records).hasSize(1);
    assertThat(new String(records.get(0).key(), UTF_8)).isEqualTo("cctv/detect/i1/response_time");
    var result = TOPICS
        .windows()
        .values()
        .deserializer()
        .deserialize("windows", records.get(0).value());
    assertThat(result.start().toEpochMilli()).isEqualTo(NOW);
    assertThat(result.end().toEpochMilli()).isEqualTo(NOW + MINUTE);
    assertThat(result.values()).isEqualTo(Summary.of(20, 30));
    assertThat(result.finality()).isEqualTo(Finality.FINAL);
    send("i1", 99, NOW + 71_000);
    assertThat(results()).isEmpty();
  }

  @Test
  void marks_closeWindows_whereNothingElseComes() {
    send("i1", 20, NOW);
    mark(NOW + 69_999);
    assertThat(results()).isEmpty();
    mark(NOW + 70_000);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isOne());
    mark(NOW + 1_000_000);
    assertThat(results()).isEmpty();
  }

  @Test
  void markThatIsNoTime_isADeadLetter_andOneFarAhead_isHeldBack() {
    send(null, new RecordHeaders().add(MessageHeaders.MARK, "soon".getBytes(UTF_8)), NOW);
    assertThat(reasons()).singleElement().asString().contains("\"soon\" is no time");
    send("i1", 20, NOW);
    var ahead = Mark.record(INPUT.name(), 0, Sample.LATEST);
    send(ahead.value(), ahead.headers(), NOW + 1);
    send("i1", 30, NOW + 2);
    mark(NOW + 70_000);
    assertThat(results())
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isEqualTo(2));
  }

  private List<@Nullable String> reasons() {
    var reasons = new ArrayList<@Nullable String>();
    for (var letter : output(TOPICS.deadLetters()).readRecordsToList()) {
      reasons.add(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON));
    }
    return reasons;
  }

  @Test
  void unreadableRecords_areDeadLetters_andStopNothing() {
    send("rubbish".getBytes(UTF_8), new RecordHeaders(), NOW);
    send(null, new RecordHeaders(), NOW);
    send("i1", 20, NOW);
    mark(NOW + 70_000);
    assertThat(reasons())
        .hasSize(2)
        .allMatch(reason -> reason != null && reason.contains("sample"));
    assertThat(results()).hasSize(1);
  }

  @Test
  void whatIsNoNumber_isCountedAsMissing() {
    send("i1", Double.NaN, NOW);
    send("i1", Double.POSITIVE_INFINITY, NOW + 1);
    send("i1", 5, NOW + 2);
    mark(NOW + 70_000);
    assertThat(results()).singleElement().satisfies(r -> {
      assertThat(r.missing()).isEqualTo(2);
      assertThat(r.values()).isEqualTo(Summary.of(5));
    });
  }

  @Test
  void clockAnHourAhead_neitherLosesItsValues_norClosesTheWindowsOfOthers() {
    for (int i = 0; i < 50; i++) {
      send("ahead", 1, NOW + i * 1000L + 3_600_000, NOW + i * 1000L);
      send("right", 1, NOW + i * 1000L);
    }
    mark(NOW + 200_000);
    var counts = new HashMap<String, Long>();
    for (var result : results()) {
      assertThat(result.late()).isZero();
      assertThat(result.end().toEpochMilli()).isLessThanOrEqualTo(NOW + 2 * MINUTE);
      counts.merge(Objects.requireNonNull(result.instance()), result.values().count(), Long::sum);
    }
    assertThat(counts).isEqualTo(Map.of("ahead", 50L, "right", 50L));
  }

  @Test
  void clockADayBehind_isSeenAsLate() {
    send("right", 1, NOW);
    for (int i = 0; i < 50; i++) {
      send("behind", 1, NOW + i * 1000L - 86_400_000, NOW + i * 1000L);
      send("right", 1, NOW + i * 1000L);
    }
    mark(NOW + 200_000);
    long late = 0;
    for (var result : results()) {
      boolean behind = "behind".equals(result.instance());
      assertThat(result.values().count()).isEqualTo(behind ? 0 : 51);
      late += result.late();
    }
    assertThat(late).isEqualTo(50);
  }

  @Test
  void manyInstances_areBounded_andEveryValueIsCounted() {
    for (int i = 0; i < 20_000; i++) {
      send("instance-" + i, 1, NOW + i / 1000);
    }
    try (var open = store().all()) {
      int entries = 0;
      for (; open.hasNext(); entries++) {
        open.next();
      }
      assertThat(entries).isLessThanOrEqualTo(20 + 2);
    }
    mark(NOW + 70_000);
    var results = results();
    assertThat(results).hasSize(21);
    assertThat(results.stream().mapToLong(r -> r.values().count()).sum()).isEqualTo(20_000);
    assertThat(results.stream().filter(r -> "(other)".equals(r.instance())))
        .singleElement()
        .satisfies(r -> assertThat(r.values().count()).isEqualTo(20_000 - 20));
  }

  private KeyValueStore<Bytes, byte[]> store() {
    return driver().getKeyValueStore(QualityStage.STORE);
  }

  private static final QualityConfig ALL_KINDS = CONFIG
      .withSeriesInMemory(3)
      .withWindows(List.of(
          WindowSpec.tumbling(Duration.ofSeconds(60)).withGrace(Duration.ofSeconds(10)),
          WindowSpec.hopping(Duration.ofSeconds(60), Duration.ofSeconds(25)),
          WindowSpec.sliding(Duration.ofSeconds(20)),
          WindowSpec.session(Duration.ofSeconds(3)).withGrace(Duration.ofSeconds(1)),
          WindowSpec.tumblingCount(10),
          WindowSpec.hoppingCount(10, 3)));

  /** Out of order, late, missing and with marks; the same for the same seed. */
  private void stream(long seed, int from, int to) {
    var random = new Random(seed);
    long clock = NOW;
    for (int i = 0; i < to; i++) {
      clock += random.nextInt(random.nextInt(50) == 0 ? 30_000 : 900);
      long measured = clock + 20_000 - random.nextInt(50_000);
      var instance = "i" + random.nextInt(30);
      double value = random.nextInt(20) == 0 ? Double.NaN : Math.exp(random.nextGaussian());
      if (i >= from) {
        if (random.nextInt(40) == 0) {
          mark(clock);
        } else {
          send(instance, value, measured, clock);
        }
      } else {
        random.nextInt(40);
      }
    }
  }

  private List<List<Byte>> written() {
    var all = new ArrayList<List<Byte>>();
    for (var record : output(TOPICS.windows()).readRecordsToList()) {
      var bytes = new ArrayList<Byte>();
      for (byte b : record.value()) {
        bytes.add(b);
      }
      all.add(bytes);
    }
    return all;
  }

  @Test
  void replay_givesTheSameBytes() {
    open(ALL_KINDS);
    stream(5, 0, 1500);
    var first = written();
    assertThat(first).hasSizeGreaterThan(1000);
    open(ALL_KINDS);
    stream(5, 0, 1500);
    assertThat(written()).isEqualTo(first);
  }

  @Test
  void restartFromTheStore_givesTheSameBytes_asIfThereHadBeenNone() {
    open(ALL_KINDS);
    stream(6, 0, 1000);
    var expected = written();
    open(ALL_KINDS);
    var restarted = new ArrayList<List<Byte>>();
    for (int i = 0; i < 1000; i += 125) {
      stream(6, i, i + 125);
      restarted.addAll(written());
      restart();
    }
    assertThat(restarted).isEqualTo(expected);
  }

  /** What a new instance finds is what the store held, and nothing else. */
  private void restart() {
    var kept = new HashMap<Bytes, byte[]>();
    try (var all = store().all()) {
      all.forEachRemaining(entry -> kept.put(entry.key, entry.value));
    }
    open(ALL_KINDS);
    kept.forEach((key, value) -> store().put(key, value));
  }
}
