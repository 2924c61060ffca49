package io.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.inference.onnx.TestModels;
import io.millrace.model.FailureCode;
import io.millrace.model.InferenceResult;
import io.millrace.model.InferenceResult.Answered;
import io.millrace.model.InferenceResult.Failed;
import io.millrace.model.InvalidRequestException;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** What the stage answers while a version is being loaded: the gate of the repository stays shut until a test opens it. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class LoadingTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);

  @TempDir
  Path folder;

  private final List<InferenceResult> results = new CopyOnWriteArrayList<>();
  private @Nullable RecordedModels models;
  private @Nullable GatedRepository repository;
  private @Nullable InferenceStage stage;
  private @Nullable TopologyTestDriver driver;

  @BeforeEach
  void open() {
    models = new RecordedModels(folder)
        .with("double", TestModels.doubling("batch", 2))
        .with("other", TestModels.doubling("batch", 2));
    repository = new GatedRepository(models.repository);
    stage = new InferenceStage(
        TOPICS, models.catalog, repository, InferenceConfig.DEFAULTS, results::add);
    stage.start();
    var properties = new Properties();
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    driver = new TopologyTestDriver(StageRunner.topology(stage), properties);
  }

  @AfterEach
  void close() {
    repository().open("double", 2);
    repository().open("late", 1);
    Objects.requireNonNull(driver).close();
    Objects.requireNonNull(stage).close();
  }

  @Test
  void whileAVersionIsBeingLoaded_theOneBeforeAnswers_andThenTheNewOne() {
    repository().shut("double", 2);
    models().with("double", TestModels.doubling("batch", 2));

    assertThat(version(ask("double", null))).isEqualTo(1);
    assertThat(version(ask("double", null))).isEqualTo(1);

    repository().open("double", 2);
    await().untilAsserted(() -> assertThat(version(ask("double", null))).isEqualTo(2));
    assertThat(version(ask("double", "1"))).isEqualTo(1);
  }

  @Test
  void versionThatCannotBeLoaded_leavesTheAnswersToTheOneBefore() {
    var why = new InvalidRequestException(FailureCode.UNAVAILABLE, "the disk is full");
    repository().breakDown("double", 2, why);
    models().with("double", TestModels.doubling("batch", 2));

    assertThat(version(ask("double", null))).isEqualTo(1);
    assertThat(((Failed) ask("double", "2")).reason()).isEqualTo("the disk is full");
  }

  @Test
  void requestNamingAVersionThatIsBeingLoaded_waitsForIt() {
    repository().shut("double", 2);
    models().with("double", TestModels.doubling("batch", 2));
    var opening = new Thread(() -> {
      await().until(() -> results.size() == 1);
      repository().open("double", 2);
    });
    opening.start();
    assertThat(version(ask("other", null))).isEqualTo(1);
    assertThat(version(ask("double", "2"))).isEqualTo(2);
  }

  @Test
  void requestsNamingAVersionThatLoadsTooLong_areRefused_andOnlyTheFirstHoldsUpOthers() {
    repository().shut("double", 2);
    models().with("double", TestModels.doubling("batch", 2));

    long start = System.nanoTime();
    var first = (Failed) ask("double", "2");
    assertThat(first.code()).isEqualTo(FailureCode.UNAVAILABLE);
    assertThat(first.reason()).contains("\"double\" version 2 is being loaded");
    assertThat(seconds(start)).isGreaterThanOrEqualTo(RequestReader.PATIENCE.toSeconds() - 1);

    start = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertThat(ask("double", "2")).isInstanceOf(Failed.class);
      assertThat(version(ask("other", null))).isEqualTo(1);
    }
    assertThat(seconds(start)).isLessThan(RequestReader.PATIENCE.toSeconds());

    repository().open("double", 2);
    await().untilAsserted(() -> assertThat(version(ask("double", "2"))).isEqualTo(2));
  }

  @Test
  void requestDoesNotWaitBeyondItsDeadline() {
    repository().shut("late", 1);
    models().with("late", TestModels.doubling("batch", 2));
    var result = (Failed) ask("late", null, Instant.now().plusMillis(50));
    assertThat(result.code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(result.reason()).contains("the model was being loaded");
  }

  private static long seconds(long startNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
  }

  private static long version(InferenceResult result) {
    assertThat(result).isInstanceOf(Answered.class);
    return ((Answered) result).version().number();
  }

  private InferenceResult ask(String model, @Nullable String version) {
    return ask(model, version, null);
  }

  private InferenceResult ask(String model, @Nullable String version, @Nullable Instant expiry) {
    var headers = new RecordHeaders();
    MessageHeaders.set(headers, MessageHeaders.MODEL, model);
    if (version != null) {
      MessageHeaders.set(headers, MessageHeaders.VERSION, version);
    }
    if (expiry != null) {
      MessageHeaders.set(headers, MessageHeaders.EXPIRY, expiry.toString());
    }
    var json = """
        {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1.5,2]}]}""";
    Objects.requireNonNull(driver)
        .createInputTopic(
            TOPICS.requests().name(), new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), headers));
    return results.get(results.size() - 1);
  }

  private RecordedModels models() {
    return Objects.requireNonNull(models);
  }

  private GatedRepository repository() {
    return Objects.requireNonNull(repository);
  }
}
