package io.millrace.metrics.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.metrics.SampleSerde;
import io.millrace.metrics.window.Sample;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Agent;
import io.millrace.model.application.Application;
import io.millrace.model.application.FunctionFindings;
import io.millrace.topology.Mark;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObservationFunctionsTest {
  private static final long START = 1_760_000_000_000L;

  private final Topics topics = new Topics(TopicsConfig.DEFAULTS);
  private final InMemoryView<RegistryEntry<Application>> view = new InMemoryView<>();
  private FunctionsConfig config = FunctionsConfig.DEFAULTS;
  private @Nullable TopologyTestDriver driver;

  private TopologyTestDriver driver() {
    if (driver == null) {
      var builder = new StreamsBuilder();
      var samples = builder.stream("samples", Consumed.with(Serdes.String(), new SampleSerde()));
      ObservationFunctions.addTo(
          builder, samples, topics, new Observations(view, Duration.ofSeconds(5)), config);
      driver = new TopologyTestDriver(builder.build(), new Properties());
    }
    return driver;
  }

  @AfterEach
  void close() {
    if (driver != null) {
      driver.close();
      driver = null;
    }
  }

  /** As a process that is killed and started again, with what the store holds. */
  private void restart() {
    var kept = new HashMap<Bytes, byte[]>();
    KeyValueStore<Bytes, byte[]> store =
        Objects.requireNonNull(driver().getKeyValueStore(ObservationFunctions.STORE));
    try (var all = store.all()) {
      all.forEachRemaining(entry -> kept.put(entry.key, entry.value));
    }
    close();
    KeyValueStore<Bytes, byte[]> fresh =
        Objects.requireNonNull(driver().getKeyValueStore(ObservationFunctions.STORE));
    kept.forEach(fresh::put);
  }

  private void observe(String interval, String size, String processing) {
    view.put("app", Configs.started("app", Configs.of(interval, size, processing)));
  }

  private TestInputTopic<String, Sample> input() {
    return driver()
        .createInputTopic("samples", Serdes.String().serializer(), new SampleSerde().serializer());
  }

  private void send(String instance, double value, long time) {
    input()
        .pipeInput(
            "app",
            new Sample("app", "s", instance, "time", value, START + time),
            Instant.ofEpochMilli(START + time));
  }

  private void mark(String text, long at) {
    var headers = new RecordHeaders(List.of(new RecordHeader(
        Mark.record("t", 0, 1).headers().iterator().next().key(), text.getBytes(UTF_8))));
    input().pipeInput(new TestRecord<>(null, null, headers, Instant.ofEpochMilli(START + at)));
  }

  private void mark(long time) {
    mark(String.valueOf(START + time), time);
  }

  private List<FunctionFindings> found() {
    var findings = topics.findings();
    return driver()
        .createOutputTopic(
            findings.name(), findings.keys().deserializer(), findings.values().deserializer())
        .readValuesToList();
  }

  @Test
  void window_thatClosesByAMark_goesThroughAllFunctions() {
    observe(Configs.seconds(10), Configs.seconds(10), """
        {"functions": ["statistics"], "expressions": {"slow": "stats.time.max > 4", "many": "count > 5"},
         "parser": {"metric": ["time"]}}
        """);
    send("a", 1, 1000);
    send("b", 2, 2000);
    send("a", 6, 3000);
    assertThat(found()).isEmpty();
    mark(10_000);

    var found = found();
    assertThat(found).hasSize(2);
    var statistics = found.get(0);
    assertThat(statistics.application()).isEqualTo("app");
    assertThat(statistics.function()).isEqualTo("statistics");
    assertThat(statistics.features()).containsExactly("time");
    assertThat(statistics.start()).isEqualTo(Instant.ofEpochMilli(START));
    assertThat(statistics.end()).isEqualTo(Instant.ofEpochMilli(START + 10_000));
    assertThat(statistics.rows()).isEqualTo(3);
    assertThat(statistics.figures()).containsEntry("time.mean", 3.0).containsEntry("time.max", 6.0);
    var expression = found.get(1);
    assertThat(expression.figures()).containsEntry("slow", 1.0).containsEntry("many", 0.0);
    assertThat(expression.findings())
        .extracting(FunctionFindings.Finding::what)
        .containsExactly("slow");
  }

  @Test
  void outlier_isFoundWithItsSourceTimeAndValue_afterARestartToo() {
    observe(Configs.reports(30), Configs.reports(100), """
        {"function": "detect_local_outlier_factor", "parser": {"metric": ["time"]}}
        """);
    for (int i = 0; i < 30; i++) {
      send("i" + i % 3, i == 17 ? 500 : 1 + i % 7 * 0.1, i * 100L);
      if (i % 10 == 5) {
        restart();
      }
    }
    mark(60_000);
    assertThat(found()).singleElement().satisfies(found -> {
      assertThat(found.rows()).isEqualTo(30);
      assertThat(found.findings()).singleElement().satisfies(finding -> {
        assertThat(finding.source()).isEqualTo("s/i2");
        assertThat(finding.time()).isEqualTo(Instant.ofEpochMilli(START + 1700));
        assertThat(finding.values()).isEqualTo(Map.of("time", 500.0));
        assertThat(finding.score()).isGreaterThan(3);
      });
    });
  }

  @Test
  void differences_areOfEachSourceItself() {
    observe(Configs.seconds(10), Configs.seconds(10), """
        {"functions": [{"name": "statistics", "differences": true}], "parser": {"metric": ["time"]}}
        """);
    send("a", 100, 1000);
    send("b", 5000, 1500);
    send("a", 101, 2000);
    send("b", 5003, 2500);
    mark(10_000);
    assertThat(found()).singleElement().satisfies(found -> {
      assertThat(found.function()).isEqualTo("statistics of differences");
      assertThat(found.rows()).isEqualTo(2);
      assertThat(found.figures()).containsEntry("time.min", 1.0).containsEntry("time.max", 3.0);
    });
  }

  @Test
  void functionThatFails_isAFinding_andTheOthersGoOn() {
    observe(Configs.seconds(10), Configs.seconds(10), """
        {"functions": ["gone", "statistics"], "expressions": {"bad": "stats.size.mean > 1"},
         "parser": {"metric": ["time"]}}
        """);
    send("a", 1, 1000);
    mark(10_000);
    send("a", 2, 11_000);
    mark(20_000);
    assertThat(found())
        .extracting(FunctionFindings::function, FunctionFindings::errors)
        .containsExactly(
            tuple("gone", 1L),
            tuple("statistics", 0L),
            tuple("expression", 1L),
            tuple("gone", 1L),
            tuple("statistics", 0L),
            tuple("expression", 1L));
  }

  @Test
  void error_saysWhatWasWrong() {
    observe(Configs.seconds(10), Configs.seconds(10), """
        {"expressions": {"bad": "stats.size.mean > 1"}, "parser": {"metric": ["time"]}}
        """);
    send("a", 1, 1000);
    mark(10_000);
    assertThat(found())
        .singleElement()
        .satisfies(found -> assertThat(found.error()).contains("expression \"bad\":", "size"));
  }

  @Test
  void stopped_nothingIsFound_andNothingIsKept() {
    var processing = "{\"function\": \"statistics\", \"parser\": {\"metric\": [\"time\"]}}";
    observe(Configs.seconds(10), Configs.seconds(10), processing);
    send("a", 1, 1000);
    var stream = Configs.of(Configs.seconds(10), Configs.seconds(10), processing);
    view.put("app", Configs.entry("app", 2, new Agent(Agent.State.STOPPED, stream)));
    mark(5000);
    send("a", 1, 6000);
    mark(10_000);
    assertThat(found()).isEmpty();
    KeyValueStore<Bytes, byte[]> store =
        Objects.requireNonNull(driver().getKeyValueStore(ObservationFunctions.STORE));
    try (var all = store.all()) {
      assertThat(all).toIterable().hasSize(1); // the time
    }
  }

  @Test
  void clientThatRegisters_changesNoWindow_anotherDescriptionStartsAnew() {
    var processing = "{\"function\": \"statistics\", \"parser\": {\"metric\": [\"time\"]}}";
    var stream = Configs.of(Configs.seconds(10), Configs.seconds(10), processing);
    view.put("app", Configs.started("app", stream));
    send("a", 1, 1000);
    view.put("app", Configs.entry("app", 2, new Agent(Agent.State.STARTED, stream)));
    send("a", 2, 2000);
    mark(10_000);
    assertThat(found()).extracting(FunctionFindings::rows).containsExactly(2L);

    send("a", 3, 11_000);
    observe(Configs.seconds(5), Configs.seconds(5), processing);
    send("a", 4, 12_000);
    mark(15_000);
    assertThat(found())
        .extracting(FunctionFindings::start, FunctionFindings::rows)
        .containsExactly(tuple(Instant.ofEpochMilli(START + 10_000), 1L));
  }

  @Test
  void moreReportsThanAreKept_areSaid() {
    config = FunctionsConfig.DEFAULTS.withRowsPerWindow(10);
    observe(Configs.seconds(10), Configs.seconds(10), """
        {"function": "statistics", "parser": {"metric": ["time"]}}
        """);
    for (int i = 0; i < 25; i++) {
      send("a", i, 1000 + i);
    }
    mark(10_000);
    assertThat(found()).singleElement().satisfies(found -> {
      assertThat(found.rows()).isEqualTo(10);
      assertThat(found.leftOut()).isEqualTo(15);
      assertThat(found.figures()).containsEntry("time.min", 15.0);
    });
  }

  @Test
  void badMark_andClockAhead_doNoHarm() {
    observe(Configs.seconds(10), Configs.seconds(10), """
        {"function": "statistics", "parser": {"metric": ["time"]}}
        """);
    send("a", 1, 1000);
    mark("noon", 2000);
    input()
        .pipeInput(
            "app",
            new Sample("app", "s", "ahead", "time", 9, START + 3_600_000),
            Instant.ofEpochMilli(START + 3000));
    assertThat(found()).extracting(FunctionFindings::rows).containsExactly(1L);
    send("a", 1, 4000);
    mark(20_000);
    // what is an hour ahead counts at most ten seconds ahead of the log
    assertThat(found())
        .extracting(FunctionFindings::start, FunctionFindings::rows, FunctionFindings::late)
        .containsExactly(tuple(Instant.ofEpochMilli(START + 10_000), 1L, 1L));
  }
}
