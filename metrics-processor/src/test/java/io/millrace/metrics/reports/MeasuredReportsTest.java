package io.millrace.metrics.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.reports.Reported.Measured;
import io.millrace.metrics.reports.Reported.Reached;
import io.millrace.metrics.store.DeferredStore;
import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Measurement;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeasuredReportsTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS.withPartitions(2));
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String REKEYED = "test-" + MeasuredReports.REKEYED + "-repartition";

  private static final String RAW = """
      {"metadata": {"client_config": {"application_name": "app", "stage_id": "s", "instance_id": "i"}},
       "service": {"s": {"metrics": {"response_time": {"i": {"records": [0.5]}, "j": {"records": [0.25]}}}}}}""";

  private final List<Measured> measured = new ArrayList<>();
  private final List<Reached> reached = new ArrayList<>();
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void start() {
    var builder = new StreamsBuilder();
    builder.addStateStore(DeferredStore.builder("times"));
    new MeasuredReports(TOPICS, "metrics", "times", Duration.ofSeconds(10))
        .addTo(builder)
        .foreach(
            (key, what) -> {
              if (what instanceof Measured one) {
                measured.add(one);
              } else if (what instanceof Reached time) {
                reached.add(time);
              }
            },
            Named.as("note"));
    var properties = new Properties();
    properties.put("application.id", "test");
    properties.put("bootstrap.servers", "nowhere:1");
    properties.put("ensure.explicit.internal.resource.naming", true);
    driver = new TopologyTestDriver(builder.build(), properties);
  }

  @AfterEach
  void close() {
    driver().close();
  }

  private TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  private void send(byte @Nullable [] key, byte @Nullable [] value) {
    send(key, value, NOW);
  }

  private void send(byte @Nullable [] key, byte @Nullable [] value, Instant appended) {
    driver()
        .createInputTopic(
            TOPICS.reports().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, appended));
  }

  /** The sources of what has come since the last call. */
  private List<String> sources() {
    var sources =
        measured.stream().map(one -> one.measurements().source().key()).toList();
    measured.clear();
    return sources;
  }

  private TestOutputTopic<byte[], byte[]> deadLetters() {
    return driver()
        .createOutputTopic(
            TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Report report(String instance) {
    return report(instance, NOW);
  }

  private static Report report(String instance, Instant at) {
    var source = new Source("app", "s", instance);
    var observation =
        new Observation("s", instance, Category.SERVICE, "response_time", new Value.Numeric(0.5));
    return new Report(
        source,
        source,
        ReportFormat.ML_REPORT,
        at,
        Report.Context.NONE,
        List.of(observation),
        null,
        List.of(),
        Map.of());
  }

  private static byte[] bytes(Report report) {
    return TOPICS.reports().values().serializer().serialize("t", report);
  }

  @Test
  void rawReportWithoutKey_comesOutUnderEachOfItsSources() {
    send(null, RAW.getBytes(UTF_8));
    assertThat(measured).hasSize(2).allSatisfy(one -> {
      assertThat(one.way().atHome()).isFalse();
      var numbers = one.measurements();
      boolean own = numbers.source().instance().equals("i");
      assertThat(numbers.passedOn()).isEqualTo(!own);
      assertThat(numbers.eventTimeMillis()).isEqualTo(NOW.toEpochMilli());
      assertThat(numbers.values())
          .containsExactly(new Measurement(Category.SERVICE, "response_time", own ? 0.5 : 0.25));
    });
    assertThat(sources()).containsExactlyInAnyOrder("app/s/i", "app/s/j");
  }

  @Test
  void keyedReport_passesThrough_ifItStandsInItsPartition() {
    // The driver's records stand in partition 0 of 2: some of these keys belong there, others do
    // not.
    int around = 0;
    for (int i = 0; i < 20; i++) {
      var report = report("i" + i);
      send(report.source().key().getBytes(UTF_8), bytes(report));
      var one = measured.get(i);
      assertThat(one.measurements().source()).isEqualTo(report.source());
      assertThat(one.way().atHome()).isEqualTo(one.way().to() == 0);
      around += one.way().to();
    }
    assertThat(around).isBetween(1, 19);
  }

  @Test
  void reportUnderAnotherKey_isRekeyed() {
    send("mine".getBytes(UTF_8), bytes(report("i")));
    assertThat(sources()).containsExactly("app/s/i");
    assertThat(driver().producedTopicNames()).contains(REKEYED);
  }

  @Test
  void timeAheadOfTheRecords_isHeldBack() {
    send("mine".getBytes(UTF_8), bytes(report("i", NOW.plusSeconds(3600))));
    assertThat(measured.get(0).measurements().eventTimeMillis())
        .isEqualTo(NOW.plusSeconds(10).toEpochMilli());
  }

  @Test
  void time_isToldHereAtOnce_andToAllPartitionsInSteps_behindTheReports() {
    var key = report("i").source().key().getBytes(UTF_8);
    for (int i = 0; i < 5; i++) {
      send(key, bytes(report("i", NOW.plusMillis(i * 100L))), NOW.plusMillis(i * 100L));
    }
    var here = reached.stream().filter(time -> time.way().atHome()).toList();
    assertThat(here)
        .extracting(time -> time.millis() - NOW.toEpochMilli())
        .containsExactly(0L, 100L, 200L, 300L, 400L);
    var told = reached.stream().filter(time -> !time.way().atHome()).toList();
    assertThat(told)
        .extracting(time -> time.way().to() + " " + (time.millis() - NOW.toEpochMilli()))
        .containsExactly("0 0", "1 0", "0 200", "1 200", "0 400", "1 400");
  }

  @Test
  void unreadableRecord_isADeadLetter_asFound_andTheNextIsRead() {
    byte[] key = {(byte) 0xFF, 0, 'k'};
    send(key, "{\"metadata\": 1".getBytes(UTF_8));
    send(null, RAW.getBytes(UTF_8));
    var letter = deadLetters().readRecord();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(new String(letter.value(), UTF_8)).isEqualTo("{\"metadata\": 1");
    assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
        .isEqualTo("the JSON ends before it is complete");
    assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_STAGE))
        .isEqualTo("metrics");
    assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_TOPIC))
        .isEqualTo(TOPICS.reports().name());
    assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_OFFSET))
        .isEqualTo("0");
    assertThat(sources()).hasSize(2);
  }

  @Test
  void listOfReports_isTakenApart() {
    send(null, "[%s, 7, %s]".formatted(RAW, RAW.replace("\"app\"", "\"other\"")).getBytes(UTF_8));
    // Those of one partition in order; which partition comes first does not matter.
    assertThat(sources()).containsExactlyInAnyOrder("app/s/i", "app/s/j", "other/s/i", "other/s/j");
    assertThat(new String(deadLetters().readValue(), UTF_8)).isEqualTo("7");
  }

  @Test
  void recordWithoutValue_isADeadLetter() {
    send("k".getBytes(UTF_8), null);
    var letter = deadLetters().readRecord();
    assertThat(letter.value()).isNull();
    assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
        .isEqualTo("the record has no value");
    assertThat(sources()).isEmpty();
  }
}
