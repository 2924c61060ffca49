package io.millrace.metrics.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Observation;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import io.millrace.model.qoa.Value;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NormalisedReportsTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS.withPartitions(2));
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String REKEYED = "test-" + NormalisedReports.REKEYED + "-repartition";

  private static final String RAW = """
      {"metadata": {"client_config": {"application_name": "app", "stage_id": "s", "instance_id": "i"}},
       "service": {"s": {"metrics": {"response_time": {"i": {"records": [0.5]}, "j": {"records": [0.25]}}}}}}""";

  private @Nullable TopologyTestDriver driver;

  /** Counts by key behind the reports, as windows will: without another way around if the keys are kept. */
  @BeforeEach
  void start() {
    var builder = new StreamsBuilder();
    var reports = new NormalisedReports(TOPICS, "metrics").addTo(builder);
    reports.to(
        "reports", Produced.with(Serdes.String(), TOPICS.reports().values()).withName("out"));
    reports
        .groupByKey(Grouped.with(Serdes.String(), TOPICS.reports().values()))
        .count(Named.as("count"), Materialized.as("counts"))
        .toStream(Named.as("changes"))
        .to("counts", Produced.with(Serdes.String(), Serdes.Long()).withName("out-counts"));
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
    driver()
        .createInputTopic(
            TOPICS.reports().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, NOW));
  }

  private Map<String, Report> reports() {
    return driver()
        .createOutputTopic(
            "reports", new StringDeserializer(), TOPICS.reports().values().deserializer())
        .readKeyValuesToMap();
  }

  private TestOutputTopic<byte[], byte[]> deadLetters() {
    return driver()
        .createOutputTopic(
            TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static Report report(String instance) {
    var source = new Source("app", "s", instance);
    var observation =
        new Observation("s", instance, Category.SERVICE, "response_time", new Value.Numeric(0.5));
    return new Report(
        source,
        source,
        ReportFormat.ML_REPORT,
        NOW,
        Report.Context.NONE,
        List.of(observation),
        null,
        List.of(),
        Map.of());
  }

  private static byte[] bytes(Report report) {
    return TOPICS.reports().values().serializer().serialize("t", report);
  }

  private boolean tookTheWayAround() {
    return driver().producedTopicNames().contains(REKEYED);
  }

  @Test
  void rawReportWithoutKey_comesOutUnderEachOfItsSources() {
    send(null, RAW.getBytes(UTF_8));
    var reports = reports();
    assertThat(reports).containsOnlyKeys("app/s/i", "app/s/j");
    reports.forEach((key, report) -> {
      assertThat(report.source().key()).isEqualTo(key);
      assertThat(report.reporter()).isEqualTo(new Source("app", "s", "i"));
      assertThat(report.eventTime()).isEqualTo(NOW);
      assertThat(report.observations()).hasSize(1);
    });
    assertThat(tookTheWayAround()).isTrue();
  }

  @Test
  void keyedReport_passesThrough_ifItStandsInItsPartition() {
    // The driver's records stand in partition 0 of 2: some of these keys belong there, others do
    // not.
    int around = 0;
    for (int i = 0; i < 20; i++) {
      var report = report("i" + i);
      send(report.source().key().getBytes(UTF_8), bytes(report));
      assertThat(reports()).containsExactly(Map.entry(report.source().key(), report));
      around += rekeyedNow();
    }
    assertThat(around).isBetween(1, 19);
  }

  private int rekeyedNow() {
    return tookTheWayAround()
        ? driver()
            .createOutputTopic(REKEYED, new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList()
            .size()
        : 0;
  }

  @Test
  void reportUnderAnotherKey_isRekeyed() {
    send("mine".getBytes(UTF_8), bytes(report("i")));
    assertThat(reports()).containsOnlyKeys("app/s/i");
    assertThat(tookTheWayAround()).isTrue();
  }

  @Test
  void reports_canBeCountedByTheirKeys() {
    send(null, RAW.getBytes(UTF_8));
    send("app/s/i".getBytes(UTF_8), bytes(report("i")));
    var counts =
        driver().createOutputTopic("counts", new StringDeserializer(), new LongDeserializer());
    assertThat(counts.readKeyValuesToMap()).isEqualTo(Map.of("app/s/i", 2L, "app/s/j", 1L));
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
    assertThat(reports()).hasSize(2);
  }

  @Test
  void listOfReports_isTakenApart() {
    send(null, "[%s, 7, %s]".formatted(RAW, RAW.replace("\"app\"", "\"other\"")).getBytes(UTF_8));
    assertThat(reports()).containsOnlyKeys("app/s/i", "app/s/j", "other/s/i", "other/s/j");
    assertThat(new String(deadLetters().readValue(), UTF_8)).isEqualTo("7");
  }

  @Test
  void recordWithoutValue_isADeadLetter() {
    send("k".getBytes(UTF_8), null);
    var letter = deadLetters().readRecord();
    assertThat(letter.value()).isNull();
    assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
        .isEqualTo("the record has no value");
    assertThat(reports()).isEmpty();
  }
}
