package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.inference.BatchStatistics;
import io.millrace.topology.Topic;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests through HTTP and through Kafka, good ones and bad ones. */
class PipelineIT {
  private static final String INFER = "/v2/models/machine-health/infer";

  @TempDir
  static Path folder;

  private static @Nullable Millrace running;

  @BeforeAll
  static void start() throws Exception {
    running = Millrace.start(folder).withExample();
  }

  @AfterAll
  static void stop() {
    millrace().close();
  }

  private static Millrace millrace() {
    return Objects.requireNonNull(running);
  }

  @Test
  void inferOverHttp_answersWithModelVersionAndTimings() throws Exception {
    var answer = millrace().post(INFER, Millrace.REQUEST);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains(
            "\"id\":\"mine\"",
            "\"model_name\":\"machine-health\"",
            "\"model_version\":\"1\"",
            "\"name\":\"probabilities\",\"shape\":[1,2],\"datatype\":\"FP32\"",
            "\"queued_us\":",
            "\"batched_us\":",
            "\"computed_us\":",
            "\"batch_size\":");
  }

  @Test
  void inferOverKafka_needsAModelHeaderAndNothingElse() throws Exception {
    try (var results = new CommittedLog(
        millrace().kafka.bootstrap(), millrace().pipeline.topics().results())) {
      var place = produce(
          Millrace.REQUEST.replace("mine", "by-kafka").getBytes(UTF_8),
          Map.of("model", "machine-health"));
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> results.read().keys().containsKey("by-kafka"));
      assertThat(results.keys().get("by-kafka")).isEqualTo(1);
      assertThat(place).isNotNegative();
    }
  }

  @Test
  void unreadableRecord_getsAFailure_andADeadLetterWithItsHeaders() throws Exception {
    var topics = millrace().pipeline.topics();
    try (var results = new CommittedLog(millrace().kafka.bootstrap(), topics.results());
        var dead = new CommittedLog(millrace().kafka.bootstrap(), topics.deadLetters())) {
      produce(
          "{\"inputs\": [".getBytes(UTF_8),
          Map.of("model", "machine-health", "ce_id", "broken-1", "tenant", "a"));
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> results.read().keys().containsKey("broken-1"));
      await()
          .atMost(60, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(dead.read().records()).anySatisfy(letter -> {
            assertThat(CommittedLog.text(letter)).isEqualTo("{\"inputs\": [");
            assertThat(letter.headers().lastHeader("tenant").value())
                .isEqualTo("a".getBytes(UTF_8));
            assertThat(letter.headers().lastHeader("dead-letter-reason")).isNotNull();
          }));
    }
  }

  @Test
  void badInput_isAnsweredWithItsStatusAndTheReason() throws Exception {
    expect(400, "", "empty");
    expect(
        400,
        "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,8],\"datatype\":\"FP32\",\"data\":[1,2",
        "byte");
    expect(
        400,
        "{\"inputs\":[{\"name\":\"features\",\"shape\":[3],\"datatype\":\"FP32\",\"data\":[1]}]}",
        "[3]");
    expect(400, Millrace.REQUEST.replace("2.5", "NaN"), "NaN");
    expect(400, Millrace.REQUEST.replace("features", "pixels"), "features");
    expect(400, Millrace.REQUEST.replace("FP32", "FP64"), "FP64");
    expect(501, Millrace.REQUEST.replace("FP32", "FP16"), "FP16");
    assertThat(millrace().post("/v2/models/nobody/infer", Millrace.REQUEST))
        .returns(404, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("unknown model \\\"nobody\\\"");
    assertThat(millrace().post("/v2/models/machine-health/versions/7/infer", Millrace.REQUEST))
        .returns(404, HttpResponse::statusCode)
        .extracting(HttpResponse::body)
        .asString()
        .contains("no version 7");
    assertThat(millrace()
            .post("/v2/models/..%2F..%2Fetc%2Fpasswd/infer", Millrace.REQUEST)
            .statusCode())
        .isBetween(400, 404);
  }

  private void expect(int status, String body, String reason) throws Exception {
    var answer = millrace().post(INFER, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":").contains(reason);
  }

  @Test
  void bodyOfAHundredMegabytes_isRefused() throws Exception {
    var body = HttpRequest.BodyPublishers.ofByteArrays(
        java.util.Collections.nCopies(100, new byte[1 << 20]));
    var request = HttpRequest.newBuilder(millrace().uri(INFER))
        .header("content-type", "application/json")
        .POST(body)
        .build();
    assertThat(millrace().send(request).statusCode()).isEqualTo(413);
  }

  @Test
  void deadlineThatHasPassed_is504_andTheModelIsNotRun() throws Exception {
    var before = statistics().requests();
    var request = HttpRequest.newBuilder(millrace().uri(INFER))
        .header("content-type", "application/json")
        .header("timeout", "1")
        .POST(HttpRequest.BodyPublishers.ofString(Millrace.REQUEST))
        .build();
    var answer = millrace().send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);
    produce(
        Millrace.REQUEST.getBytes(UTF_8),
        Map.of(
            "model", "machine-health", "ce_id", "late", "ce_expirytime", "2020-01-01T00:00:00Z"));
    try (var results = new CommittedLog(
        millrace().kafka.bootstrap(), millrace().pipeline.topics().results())) {
      await().atMost(60, TimeUnit.SECONDS).until(() -> results.read().keys().containsKey("late"));
    }
    assertThat(statistics().requests()).isEqualTo(before);
  }

  @Test
  void fileThatIsNoModel_isRefused_andTheRunningVersionStays() throws Exception {
    var refused = millrace().push("machine-health", "POST", "no model".getBytes(UTF_8));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("ONNX Runtime cannot load it");
    assertThat(millrace().post(INFER, Millrace.REQUEST).body()).contains("\"model_version\":\"1\"");
  }

  @Test
  void sameVersionWithOtherBytes_isRefused() throws Exception {
    var refused =
        millrace().push("machine-health/versions/1", "PUT", Millrace.example("energy-demand"));
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("with other bytes");
  }

  @Test
  void pushedVersion_canBeAskedAtOnce() throws Exception {
    for (int version = 1; version <= 3; version++) {
      assertThat(millrace()
              .push("sensor-fusion/versions/" + version, "PUT", Millrace.example("sensor-fusion"))
              .statusCode())
          .isEqualTo(200);
      var answer = millrace().post("/v2/models/sensor-fusion/infer", """
              {"inputs":[{"name":"climate","shape":[1,2],"datatype":"FP32","data":[20,50]},
                {"name":"vibration","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}],
               "outputs":[{"name":"label"}]}""");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"model_version\":\"%d\"".formatted(version), "INT64")
          .doesNotContain("score");
    }
  }

  @Test
  void lookAhead_preparesWhatTheProcessorReaches() throws Exception {
    var before = statistics();
    for (int i = 0; i < 20; i++) {
      millrace().post(INFER, Millrace.REQUEST);
    }
    assertThat(statistics().requests()).isGreaterThanOrEqualTo(before.requests() + 20);
    assertThat(statistics().misses()).isEqualTo(before.misses());
    // Callers of this process do not wait for the log to bring their requests back.
    assertThat(statistics().ahead()).isGreaterThan(before.ahead());
  }

  @Test
  void resultsStream_showsEachAnswer() throws Exception {
    var request = HttpRequest.newBuilder(millrace().uri("/results?from=beginning"))
        .header("accept", "text/event-stream")
        .build();
    millrace().post(INFER, Millrace.REQUEST);
    var stream = millrace().http.send(request, HttpResponse.BodyHandlers.ofLines());
    try (var lines = stream.body()) {
      assertThat(lines.filter(line -> line.startsWith("data:")).findFirst().orElseThrow())
          .contains("model_name");
    }
  }

  @Test
  void metadataHealthAndIndex_followTheProtocol() throws Exception {
    assertThat(millrace().get("/v2").body()).contains("\"name\":\"millrace\"");
    assertThat(millrace().get("/v2/health/live").statusCode()).isEqualTo(200);
    assertThat(millrace().get("/v2/health/ready").statusCode()).isEqualTo(200);
    assertThat(millrace().get("/v2/models/machine-health/ready").statusCode()).isEqualTo(200);
    assertThat(millrace().get("/v2/models/machine-health").body())
        .contains("\"platform\":\"onnx_onnxv1\"", "\"versions\":[\"1\"]", "\"shape\":[-1,8]");
    assertThat(millrace().post("/v2/repository/index", "{}").body())
        .contains("machine-health", "READY");
  }

  private static BatchStatistics statistics() {
    return millrace().pipeline.batchStatistics();
  }

  private static long produce(byte[] value, Map<String, String> headers)
      throws IOException, ExecutionException, InterruptedException {
    Topic<?, ?> topic = millrace().pipeline.topics().requests();
    List<Header> all = headers.entrySet().stream()
        .<Header>map(h -> new RecordHeader(h.getKey(), h.getValue().getBytes(UTF_8)))
        .toList();
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", millrace().kafka.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer())) {
      return producer
          .send(new ProducerRecord<>(topic.name(), null, new byte[0], value, all))
          .get()
          .offset();
    }
  }
}
