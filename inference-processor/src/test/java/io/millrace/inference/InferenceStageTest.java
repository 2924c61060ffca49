package io.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.inference.onnx.TestModels;
import io.millrace.model.DataType;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelCommand;
import io.millrace.model.ModelInputs;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import io.millrace.model.inputs.InputSample;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceStageTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);

  @TempDir
  Path folder;

  private final List<InferenceResult> offered = new ArrayList<>();
  private @Nullable RecordedModels models;
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void open() {
    models = new RecordedModels(folder)
        .with("double", TestModels.doubling("batch", 2))
        .with("log", TestModels.logarithm())
        .with("inflate", TestModels.inflating());
    var stage = new InferenceStage(
        TOPICS, models.catalog, models.repository, InferenceConfig.DEFAULTS, offered::add);
    var properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    driver = new TopologyTestDriver(StageRunner.topology(stage), properties);
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(driver).close();
  }

  @Test
  void jsonWithTheModelInAHeader_isAnswered_andNothingElseIsNeeded() {
    send("double", """
        {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2]}]}""");
    var result = results().readRecord();
    assertThat(text(result))
        .contains(
            "\"model_name\":\"double\"",
            "\"model_version\":\"1\"",
            "\"data\":[3.0,4.0]",
            "\"batch_size\":1");
    assertThat(header(result, MessageHeaders.TYPE)).isEqualTo(MessageHeaders.ANSWER_TYPE);
    assertThat(new String(result.key(), UTF_8)).isEqualTo("millrace.prediction.requests-0-0");
    assertThat(deadLetters().isEmpty()).isTrue();
  }

  @Test
  void answerOfAWatchedModel_hasASampleOfItsInputs_aFailureAndAnUnwatchedOneHaveNone() {
    var request = """
        {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1.5,2,3,4]}]}""";
    send("double", request);
    var columns = List.of(new ModelInputs.Column("x", 1, "speed", null, 3.0));
    Objects.requireNonNull(models).watch("double", new ModelInputs(2, 100, columns));
    send("double", request);
    send("double", """
        {"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1.5]}]}""");
    var found = results().readRecordsToList();
    assertThat(found.get(0).headers().lastHeader(MessageHeaders.INPUTS)).isNull();
    var sample = new InputSample.Reader()
        .read(found.get(1).headers().lastHeader(MessageHeaders.INPUTS).value());
    assertThat(sample.schema().revision()).isEqualTo(2);
    assertThat(sample.values()).containsExactly(2, 4);
    assertThat(found.get(2).headers().lastHeader(MessageHeaders.INPUTS)).isNull();
  }

  @Test
  void unreadableRecord_getsItsFailure_andGoesToTheDeadLettersAsFound() {
    send("double", "{\"inputs\":[");
    var result = results().readRecord();
    assertThat(header(result, MessageHeaders.TYPE)).isEqualTo(MessageHeaders.FAILURE_TYPE);
    assertThat(text(result)).contains("\"code\":\"MALFORMED\"");
    var dead = deadLetters().readRecord();
    assertThat(text(dead)).isEqualTo("{\"inputs\":[");
    assertThat(header(dead, "model")).isEqualTo("double");
    assertThat(header(dead, MessageHeaders.DEAD_REASON)).isNotBlank();
    assertThat(header(dead, MessageHeaders.DEAD_TOPIC))
        .isEqualTo(TOPICS.requests().name());
    assertThat(header(dead, MessageHeaders.DEAD_OFFSET)).isEqualTo("0");
    assertThat(header(dead, MessageHeaders.DEAD_STAGE)).isEqualTo("inference");
  }

  @Test
  void emptyRecord_getsItsFailure() {
    input().pipeInput(new TestRecord<>(null, null, new RecordHeaders()));
    assertThat(text(results().readRecord())).contains("empty request");
    assertThat(deadLetters().readRecord().value()).isNull();
  }

  @Test
  void shapeOfThreeWithOneElement_failsWithBothCounts() {
    send("double", """
        {"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[1]}]}""");
    assertThat(text(results().readRecord())).contains("INVALID_INPUT", "\\\"x\\\"", "[3]", "1");
  }

  @Test
  void requestOfNoRows_isAnsweredWithNone() {
    send("double", """
        {"inputs":[{"name":"x","shape":[0,2],"datatype":"FP32","data":[]}]}""");
    assertThat(text(results().readRecord())).contains("\"shape\":[0,2]", "\"data\":[]");
  }

  @Test
  void unknownModel_andPathAsModel_fail() {
    send("nobody", "{\"inputs\":[]}");
    send("../../etc/passwd", "{\"inputs\":[]}");
    assertThat(text(results().readRecord()))
        .contains("UNKNOWN_MODEL", "unknown model \\\"nobody\\\"");
    assertThat(text(results().readRecord())).contains("UNKNOWN_MODEL", "is no model name");
  }

  @Test
  void answerThatJsonCannotCarry_isAFailure() {
    send("log", """
        {"inputs":[{"name":"x","shape":[1,1],"datatype":"FP32","data":[-1]}]}""");
    assertThat(text(results().readRecord())).contains("UNSUPPORTED", "NaN");
  }

  @Test
  void answerLargerThanItsTopicTakes_isAFailure_decidedBeforeItIsWritten() {
    var rows = "1,".repeat(9) + "1";
    send("inflate", """
        {"inputs":[{"name":"x","shape":[10,1],"datatype":"FP32","data":[%s]}]}""".formatted(rows));
    assertThat(text(results().readRecord())).contains("TOO_LARGE", "16777216");
    assertThat(offered).singleElement().isInstanceOf(InferenceResult.Failed.class);
  }

  @Test
  void outputsBeyondWhatMemoryHolds_areTooLarge_andStopNothing() {
    var rows = "1,".repeat(29) + "1";
    send("inflate", """
        {"inputs":[{"name":"x","shape":[30,1],"datatype":"FP32","data":[%s]}]}""".formatted(rows));
    assertThat(text(results().readRecord())).contains("TOO_LARGE", "67108864");
    send("double", """
        {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2]}]}""");
    assertThat(offered).hasSize(2).last().isInstanceOf(InferenceResult.Answered.class);
  }

  @Test
  void results_areOfferedAsTheyAreWritten() {
    send("double", """
        {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2]}]}""");
    send("double", "{\"inputs\":[");
    assertThat(offered)
        .extracting(result -> result.id().value())
        .containsExactly("millrace.prediction.requests-0-0", "millrace.prediction.requests-0-1");
    assertThat(offered.get(0)).isInstanceOf(InferenceResult.Answered.class);
    assertThat(offered.get(1)).isInstanceOf(InferenceResult.Failed.class);
    assertThat(results().readRecordsToList()).hasSize(2);
  }

  @Test
  void command_becomesARecordOfTheRegistry() {
    var commands = commands();
    var spec = List.of(new ModelSignature.TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));
    var version = new ModelRecord.Version(
        new ModelVersion(3), "ab", 7, Instant.EPOCH, new ModelSignature(spec, spec, true));
    commands.pipeInput("pump", new ModelCommand("c1", new ModelName("pump"), null, version));
    var record = models().readRecord();
    assertThat(record.key()).isEqualTo("pump");
    assertThat(record.value().versions().get(0).signature()).isEqualTo(version.signature());
    assertThat(record.value().lastCommand().commandId()).isEqualTo("c1");
  }

  @Test
  void commandWithoutAValue_isPassedOver_andTheNextIsFolded() {
    var commands = commands();
    commands.pipeInput("pump", null);
    commands.pipeInput("pump", command("c1", 1, 1));
    assertThat(models().readRecord().value().lastCommand().commandId()).isEqualTo("c1");
  }

  @Test
  void recordLargerThanTheRegistryTakes_isARefusal() {
    var commands = commands();
    for (int version = 1; version <= 4; version++) {
      commands.pipeInput("pump", command("c" + version, version, 7000));
    }
    var last = models().readValuesToList().get(3);
    assertThat(last.versions()).hasSize(3);
    assertThat(last.lastCommand().rejection()).contains("version 4", "\"pump\"");
  }

  @Test
  void hugeIdAndTrace_doNotMakeAResultThatItsTopicRefuses() {
    var headers = new RecordHeaders();
    headers.add("model", "double".getBytes(UTF_8));
    headers.add(MessageHeaders.ID, new byte[6 << 20]);
    headers.add(MessageHeaders.TRACEPARENT, new byte[6 << 20]);
    input().pipeInput(new TestRecord<>(null, "{\"inputs\":[]}".getBytes(UTF_8), headers));
    var result = results().readRecord();
    assertThat(text(result)).contains("MALFORMED").hasSizeLessThan(1000);
    assertThat(new String(result.key(), UTF_8)).isEqualTo("millrace.prediction.requests-0-0");
    assertThat(header(result, MessageHeaders.TRACEPARENT)).isNull();
  }

  @Test
  void unreadableRecordLargerThanTheDeadLettersTake_isOnlyToldOf() {
    send("double", "x".repeat(18 << 20));
    assertThat(text(results().readRecord())).contains("MALFORMED");
    var dead = deadLetters().readRecord();
    assertThat(dead.value()).isNull();
    assertThat(header(dead, MessageHeaders.DEAD_REASON)).contains("does not fit");
    assertThat(header(dead, MessageHeaders.DEAD_OFFSET)).isEqualTo("0");
  }

  private TestInputTopic<String, ModelCommand> commands() {
    return driver()
        .createInputTopic(
            TOPICS.modelCommands().name(),
            TOPICS.modelCommands().keys().serializer(),
            TOPICS.modelCommands().values().serializer());
  }

  private TestOutputTopic<String, ModelRecord> models() {
    return driver()
        .createOutputTopic(
            TOPICS.models().name(),
            TOPICS.models().keys().deserializer(),
            TOPICS.models().values().deserializer());
  }

  private static ModelCommand command(String id, long number, int inputs) {
    var specs = IntStream.range(0, inputs)
        .mapToObj(i -> new ModelSignature.TensorSpec("x" + i, DataType.FP32, Shape.of(-1, 2)))
        .toList();
    var signature = new ModelSignature(specs, specs.subList(0, 1), true);
    var version =
        new ModelRecord.Version(new ModelVersion(number), "ab", 7, Instant.EPOCH, signature);
    return new ModelCommand(id, new ModelName("pump"), null, version);
  }

  private void send(String model, String json) {
    var headers = new RecordHeaders();
    headers.add("model", model.getBytes(UTF_8));
    input().pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), headers));
  }

  private TopologyTestDriver driver() {
    return Objects.requireNonNull(driver);
  }

  private TestInputTopic<byte @Nullable [], byte @Nullable []> input() {
    return driver()
        .createInputTopic(
            TOPICS.requests().name(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<byte[], byte[]> results() {
    return output(TOPICS.results().name());
  }

  private TestOutputTopic<byte[], byte[]> deadLetters() {
    return output(TOPICS.deadLetters().name());
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver()
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static String text(TestRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static @Nullable String header(TestRecord<byte[], byte[]> record, String name) {
    return MessageHeaders.text(record.headers(), name);
  }
}
