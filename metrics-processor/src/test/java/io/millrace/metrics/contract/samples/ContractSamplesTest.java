package io.millrace.metrics.contract.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.metrics.contract.samples.SampleEvent.Marked;
import io.millrace.metrics.contract.samples.SampleEvent.Measured;
import io.millrace.metrics.marks.Marks;
import io.millrace.metrics.window.Sample;
import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryEntry;
import io.millrace.model.contract.Contract;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Mark;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.InMemoryView;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.contract.ContractReader;
import io.millrace.topology.serde.qoa.SampleRecords;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContractSamplesTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
  private static final long TIME = AT.toEpochMilli();

  private final InMemoryView<RegistryEntry<Contract>> view = new InMemoryView<>();
  private final TopologyTestDriver driver = driver();

  private TopologyTestDriver driver() {
    var builder = new StreamsBuilder();
    var events = builder.stream("numbers", Consumed.with(Serdes.String(), numbers()))
        .flatMapValues(
            text -> Arrays.stream(text.split(";", -1))
                .map(ContractSamplesTest::event)
                .toList(),
            Named.as("events"));
    ContractSamples.addTo(builder, events, TOPICS, new ContractIndex(view)::includes, "metrics");
    return new TopologyTestDriver(builder.build(), new Properties());
  }

  private static Serde<String> numbers() {
    return Serdes.String();
  }

  // Several with semicolons between. "metric value" of application "app", or "mark millis".
  private static SampleEvent event(String text) {
    var words = text.split(" ", -1);
    return words[0].equals("mark")
        ? new Marked(Long.parseLong(words[1]), words.length > 2 ? words[2] : null)
        : new Measured(
            new Sample(words[1], "s", "i", words[0], Double.parseDouble(words[2]), TIME),
            Map.of("class", "car"),
            words.length > 3);
  }

  private void send(String event) {
    driver
        .createInputTopic("numbers", new StringSerializer(), new StringSerializer())
        .pipeInput("k", event, AT);
  }

  private List<TestRecord<byte[], byte[]>> written() {
    return driver
        .createOutputTopic(
            TOPICS.samples().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private void contract(long epoch, @Nullable String json) {
    var contract = json == null
        ? null
        : ContractReader.read(json.getBytes(UTF_8), "c", "app").contract();
    view.put(
        "c", new RegistryEntry<>("c", epoch, contract, AT, new ModelRecord.Outcome("x", null)));
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void onlyWhatSomeContractLooksAt_goesOn_underItsApplication() {
    send("latency app 1");
    assertThat(written()).isEmpty();
    contract(1, """
        {"metrics": {"share": {"type": "ratio", "operands": [
           {"type": "count", "filters": {"name": "errors"}}, {"type": "count", "filters": {"name": "answers"}}]}},
         "objectives": [{"name": "a", "metric": "latency", "operator": "<=", "value": 1},
           {"name": "b", "metric": "failed", "operator": "<=", "value": 1, "error_budget": {"target": 0.9}}],
         "utility": [{"metric": "cost", "min": 0, "max": 1}]}""");
    for (var metric : List.of("latency", "errors", "answers", "failed", "cost", "other")) {
      send(metric + " app 1.5");
      send(metric + " elsewhere 1.5");
    }
    send("latency app NaN");
    var samples = written();
    assertThat(samples).hasSize(5);
    assertThat(samples)
        .allSatisfy(record -> assertThat(record.key()).isEqualTo("app".getBytes(UTF_8)));
    assertThat(Objects.requireNonNull(TOPICS
            .samples()
            .values()
            .deserializer()
            .deserialize("t", samples.get(0).value())))
        .isEqualTo(new QoaSample("app", "s", "i", "latency", 1.5, TIME, Map.of("class", "car")));
    contract(2, null);
    send("latency app 1");
    assertThat(written()).isEmpty();
  }

  @Test
  void whatIsThereBeforeACommit_isARecordForEachApplication_andBeforeTheMarkThatComesAfterIt() {
    contract(1, """
        {"objectives": [{"name": "a", "metric": "latency", "operator": "<=", "value": 1}]}""");
    send("latency app 1;latency app 2;mark 1000;latency app 3");
    var written = written();
    assertThat(written).hasSize(3);
    assertThat(Mark.time(written.get(1).headers())).isEqualTo(1000);
    assertThat(new SampleRecords().read("t", written.get(0).value(), TIME))
        .extracting(one -> one.sample().value(), SampleRecords.Appended::appendedMillis)
        .containsExactly(tuple(1.0, TIME), tuple(2.0, TIME));
    assertThat(new SampleRecords().read("t", written.get(2).value(), TIME))
        .extracting(one -> one.sample().value())
        .containsExactly(3.0);
  }

  @Test
  void marks_bearTheirTask_andSmallStepsAreNotTold() {
    send("mark 1000");
    send("mark 1100");
    send("mark 1250");
    send("mark 900");
    assertThat(written())
        .extracting(record -> Mark.time(record.headers()), record -> Mark.source(record.headers()))
        .containsExactly(tuple(1000L, "metrics/0"), tuple(1250L, "metrics/0"));
  }

  @Test
  void ownTime_isTold_onItsSamplesAndInMarksOfItsApplication() {
    contract(1, """
        {"objectives": [{"name": "a", "metric": "latency", "operator": "<=", "value": 1}]}""");
    send("latency app 1.5 own");
    send("mark 0 app");
    send("mark 100 app");
    send("mark 1000");
    var written = written();
    assertThat(written.get(0).value()).isNotNull();
    assertThat(MessageHeaders.text(written.get(0).headers(), MessageHeaders.OWN_TIME))
        .isEqualTo("true");
    assertThat(written.subList(1, 3)).allSatisfy(mark -> {
      assertThat(mark.key()).isEqualTo("app".getBytes(UTF_8));
      assertThat(Mark.application(mark.headers())).isEqualTo("app");
      assertThat(Mark.source(mark.headers())).isEqualTo("metrics/0");
    });
    assertThat(written.get(3).key()).isNull();
  }

  @Test
  void marks_goToEveryPartition_samplesWhereTheirKeyBelongs() {
    assertThat(Marks.partitions("t", null, null, 3))
        .hasValueSatisfying(all -> assertThat(all).containsExactlyInAnyOrder(0, 1, 2));
    assertThat(Marks.partitions("t", new byte[] {1}, null, 3)).isEmpty();
  }
}
