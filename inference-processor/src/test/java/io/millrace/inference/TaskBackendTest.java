package io.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.DataType;
import io.millrace.model.InferenceRequest;
import io.millrace.model.InferenceResult;
import io.millrace.model.ModelName;
import io.millrace.model.ModelRecord;
import io.millrace.model.ModelSignature;
import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import io.millrace.model.TaskBackend;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage leaves requests of models that are Celery tasks to the bridge, and answers what no task could. */
class TaskBackendTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final String ROW = """
      {"id":"r1","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2]}]}""";

  @TempDir
  Path folder;

  private final List<InferenceResult> offered = new ArrayList<>();
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void open() {
    var models = new RecordedModels(folder);
    models.view.put("score", score());
    var stage = new InferenceStage(
        TOPICS, models.catalog, models.repository, InferenceConfig.DEFAULTS, offered::add);
    var properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    driver = new TopologyTestDriver(StageRunner.topology(stage), properties);
  }

  private static ModelRecord score() {
    var signature = new ModelSignature(
        List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2))),
        List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 1))),
        false);
    var backend = new TaskBackend("score.predict", "gpu", false, Duration.ofSeconds(5));
    var version = new ModelRecord.Version(
        new ModelVersion(1), "0".repeat(64), 10, Instant.EPOCH, signature, backend);
    return new ModelRecord(
        new ModelName("score"), 1, List.of(version), new ModelRecord.Outcome("c", null));
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(driver).close();
  }

  @Test
  void request_isPassedOn_withItsVersion_andHasNoResultHere() {
    send(ROW, null);
    var call = calls().get(0);
    assertThat(call.id().value()).isEqualTo("r1");
    assertThat(call.version()).isEqualTo(new ModelVersion(1));
    assertThat(call.inputs()).hasSize(1);
    assertThat(results()).isEmpty();
    assertThat(offered).isEmpty();
  }

  @Test
  void requestThatDoesNotFit_orIsLate_orOfAnotherVersion_failsHere() {
    send(ROW.replace("\"x\"", "\"z\""), null);
    send(ROW, Instant.now().minusSeconds(1));
    send(ROW.replace("{\"id\"", "{\"model_version\":\"2\",\"id\""), null);
    assertThat(calls()).isEmpty();
    assertThat(results())
        .hasSize(3)
        .satisfiesExactly(
            one -> assertThat(one).contains("INVALID_INPUT", "input \\\"x\\\" is missing"),
            one -> assertThat(one).contains("EXPIRED", "no task was called"),
            one -> assertThat(one).contains("UNKNOWN_MODEL", "has no version 2; it has [1]"));
  }

  private void send(String json, @Nullable Instant expiry) {
    var headers = new RecordHeaders();
    MessageHeaders.set(headers, MessageHeaders.MODEL, "score");
    if (json.contains("model_version")) {
      MessageHeaders.set(headers, MessageHeaders.VERSION, "2");
    }
    if (expiry != null) {
      MessageHeaders.set(headers, MessageHeaders.EXPIRY, expiry.toString());
    }
    Objects.requireNonNull(driver)
        .createInputTopic(
            TOPICS.requests().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), headers));
  }

  private List<InferenceRequest> calls() {
    var topic = TOPICS.celeryRequests();
    return Objects.requireNonNull(driver)
        .createOutputTopic(
            topic.name(), topic.keys().deserializer(), topic.values().deserializer())
        .readValuesToList();
  }

  private List<String> results() {
    var topic = TOPICS.results().raw();
    return Objects.requireNonNull(driver)
        .createOutputTopic(
            topic.name(), topic.keys().deserializer(), topic.values().deserializer())
        .readValuesToList()
        .stream()
        .map(bytes -> new String(bytes, UTF_8))
        .toList();
  }
}
