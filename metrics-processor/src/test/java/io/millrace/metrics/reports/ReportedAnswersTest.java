package io.millrace.metrics.reports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.metrics.store.DeferredStore;
import io.millrace.model.ModelFeedback;
import io.millrace.model.qoa.ReportedAnswer;
import io.millrace.topology.Mark;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.qoa.ReportLimits;
import io.millrace.topology.serde.qoa.ReportReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers in reports, on their way to where they are compared with their truth. */
class ReportedAnswersTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS.withPartitions(1));
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static final String ML_REPORT = """
      {"metadata": {"client_config": {"application_name": "%s", "stage_id": "s", "instance_id": "i"},
        "timestamp": 1769860795.5%s},
       "service": {},
       "ml_inference": {"i": {"inference_id": "inf-1", "instance_id": "i",
         "metrics": [{"metric_name": "confidence", "records": [0.9]}],
         "prediction": {"car": 0.9, "van": 0.1}}}}""";

  private @Nullable ModelFeedback declared = new ModelFeedback(Duration.ofHours(2), false);
  private int refreshed;
  private @Nullable TopologyTestDriver driver;

  private final class Declared implements ExpectedFeedback {
    @Override
    public @Nullable ModelFeedback of(String application) {
      return application.equals("app") ? declared : null;
    }

    @Override
    public void refresh() {
      refreshed++;
    }
  }

  @BeforeEach
  void start() {
    var builder = new StreamsBuilder();
    builder.addStateStore(DeferredStore.builder("times"));
    new MeasuredReports(TOPICS, "metrics", "times", Duration.ofSeconds(10), Declared::new)
        .addTo(builder)
        .foreach((key, what) -> {}, Named.as("nothing"));
    var properties = new Properties();
    properties.put("application.id", "test");
    properties.put("bootstrap.servers", "nowhere:1");
    properties.put("ensure.explicit.internal.resource.naming", true);
    driver = new TopologyTestDriver(builder.build(), properties);
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(driver).close();
  }

  private void send(byte @Nullable [] value, Headers headers) {
    Objects.requireNonNull(driver)
        .createInputTopic(
            TOPICS.reports().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, value, headers, NOW));
  }

  private void send(String json) {
    send(json.getBytes(UTF_8), new RecordHeaders());
  }

  private void tell(long time) {
    send(null, Mark.record("t", 0, "app", time).headers());
  }

  private List<TestRecord<String, ReportedAnswer>> written() {
    return Objects.requireNonNull(driver)
        .createOutputTopic(
            TOPICS.answers().name(),
            new StringDeserializer(),
            TOPICS.answers().values().deserializer())
        .readRecordsToList();
  }

  private List<ReportedAnswer> answers() {
    return written().stream().map(TestRecord::value).filter(Objects::nonNull).toList();
  }

  @Test
  void answer_goesUnderTheIdOfItsRequest_elseUnderItsOwn() {
    send(ML_REPORT.formatted("app", ""));
    send(ML_REPORT.formatted("app", ", \"corr_id\": \"q-1\""));
    var written = written().stream().filter(one -> one.value() != null).toList();
    assertThat(written).extracting(TestRecord::key).containsExactly("inf-1", "q-1");
    assertThat(written.get(0).value()).satisfies(one -> {
      assertThat(one.source().key()).isEqualTo("app/s/i");
      assertThat(one.time()).isEqualTo(1_769_860_795_500L);
      assertThat(one.within()).isEqualTo(7_200_000);
      assertThat(one.ownTime()).isFalse();
      assertThat(one.prediction()).hasToString("{car=0.9, van=0.1}");
    });
  }

  @Test
  void reportInTheFormOfTheLog_givesTheSameAnswer() {
    send(ML_REPORT.formatted("app", ""));
    var reader = new ReportReader(ReportLimits.DEFAULTS);
    for (var entry : reader.read(ML_REPORT.formatted("app", "").getBytes(UTF_8), NOW)) {
      var report = ((ReportReader.Read) entry).report();
      for (var part : report.bySource()) {
        send(TOPICS.reports().values().serializer().serialize("", part), new RecordHeaders());
      }
    }
    var answers = answers();
    assertThat(answers).hasSize(2);
    assertThat(answers.get(1)).isEqualTo(answers.get(0));
  }

  @Test
  void applicationThatExpectsNoTruth_sendsNone() {
    send(ML_REPORT.formatted("other", ""));
    assertThat(answers()).isEmpty();
    declared = null;
    send(ML_REPORT.formatted("app", ""));
    assertThat(answers()).isEmpty();
  }

  @Test
  void ownTime_isToldFromItsBeginningToItsEnd() {
    tell(Mark.BEGIN);
    assertThat(refreshed).isEqualTo(1);
    send(ML_REPORT.formatted("app", ""));
    tell(NOW.toEpochMilli());
    send(ML_REPORT.formatted("app", ""));
    tell(Mark.END);
    send(ML_REPORT.formatted("app", ""));
    assertThat(answers()).extracting(ReportedAnswer::ownTime).containsExactly(true, true, false);
  }

  @Test
  void timeOfThePartition_isToldWithoutAKey() {
    send(ML_REPORT.formatted("other", ""));
    assertThat(written()).isNotEmpty().allSatisfy(mark -> {
      assertThat(mark.key()).isNull();
      assertThat(Mark.source(mark.headers())).isEqualTo("metrics/0");
      assertThat(Mark.time(mark.headers())).isEqualTo(NOW.toEpochMilli() - 1000);
    });
  }
}
