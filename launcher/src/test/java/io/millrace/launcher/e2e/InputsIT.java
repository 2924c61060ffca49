package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.MessageHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The quality and the drift of the inputs of a served model, from its requests on the log to HTTP, over a restart. */
class InputsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long MINUTE = 60_000;
  private static final int ROWS = 400;
  private static final String DECLARATION = """
      {"reference": 400, "columns": [
        {"name": "vibration", "min": 0, "max": 20}, "temperature", "current", {"name": "speed", "min": 1000}]}""";

  @TempDir
  Path folder;

  private final Random random = new Random(11);
  // Ahead of all clocks, so that windows close by these requests alone.
  private final long begin = (System.currentTimeMillis() / MINUTE + 3) * MINUTE;

  private static HttpResponse<String> declare(Millrace millrace, String json) throws Exception {
    return millrace.send(HttpRequest.newBuilder(millrace.uri("/qoa/models/machine-health/inputs"))
        .header("content-type", "application/json")
        .PUT(BodyPublishers.ofString(json))
        .build());
  }

  private String row(double speed) {
    return String.format(
        Locale.ROOT,
        "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,8],\"datatype\":\"FP32\",\"data\":[%f,60,20,%f,4,75,60,1200]}]}",
        3 + random.nextGaussian(),
        speed + 5 * random.nextGaussian());
  }

  private void send(Millrace millrace, int minute, int count, IntFunction<String> request) {
    var topic = millrace.pipeline.topics().requests().name();
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", millrace.kafka.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        var record = new ProducerRecord<byte[], byte[]>(
            topic,
            null,
            begin + minute * MINUTE + i * 100L,
            "r-%d-%d".formatted(minute, i).getBytes(UTF_8),
            request.apply(i).getBytes(UTF_8));
        MessageHeaders.set(record.headers(), MessageHeaders.MODEL, "machine-health");
        producer.send(record);
      }
    }
  }

  private static JsonNode get(Millrace millrace, String what) throws Exception {
    var answer = millrace.get("/qoa/models/machine-health/" + what);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.MAPPER.readTree(answer.body());
  }

  @Test
  void inputs_areCountedExactly_andComparedWithTheFirst_overARestart() throws Exception {
    try (var millrace = Millrace.start(folder).withExample()) {
      refusesWhatTheModelHasNot(millrace);
      var declared = declare(millrace, DECLARATION);
      assertThat(declared.statusCode()).as(declared.body()).isEqualTo(200);
      send(millrace, 0, ROWS, i -> row(1500));
      send(millrace, 1, ROWS / 2, i -> i % 10 == 0 ? bad(i) : row(1500));
    }
    try (var millrace = Millrace.start(folder)) {
      send(millrace, 1, ROWS / 2, i -> i % 10 == 0 ? bad(i) : row(1500));
      send(millrace, 2, ROWS, i -> row(1510));
      // Into every partition, so that the time goes on in all of them.
      send(millrace, 9, 64, i -> row(1500));
      await()
          .atMost(PATIENCE)
          .until(() -> get(millrace, "quality").path("windows").size() == 3);
      assertQuality(get(millrace, "quality").path("windows"));
      assertThat(verdicts(millrace, "input.speed", 1)).containsOnly("NONE");
      assertThat(verdicts(millrace, "input.speed", 2)).containsOnly("DRIFT");
      assertThat(verdicts(millrace, "input.vibration", 2)).containsOnly("NONE");
      assertThat(get(millrace, "inputs").path("inputs").path("reference").asInt())
          .isEqualTo(400);
    }
  }

  /** One that the model refuses, one that is out of range, and one that has come before. */
  private String bad(int i) {
    return switch (i % 30) {
      case 0 ->
        "{\"inputs\":[{\"name\":\"features\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";
      case 10 -> row(900);
      default ->
        "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,8],\"datatype\":\"FP32\",\"data\":[3,60,20,1500,4,75,60,1200]}]}";
    };
  }

  private static void refusesWhatTheModelHasNot(Millrace millrace) throws Exception {
    var refused = declare(millrace, "{\"columns\": [{\"input\": \"pixels\"}]}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("the model has no input \\\"pixels\\\"");
    assertThat(get(millrace, "quality").path("inputs").isNull()).isTrue();
  }

  private static void assertQuality(JsonNode windows) {
    assertThat(windows.path(0).path("requests").asInt()).isEqualTo(ROWS);
    var mixed = windows.path(1);
    // Each half of 200 has every tenth a bad one: 7 refused, 7 out of range, 6 repeated.
    assertThat(mixed.path("requests").asInt()).isEqualTo(ROWS - 14);
    assertThat(mixed.path("duplicates").asInt()).isEqualTo(12 - 1);
    assertThat(mixed.path("columns").path(3).path("name").asString()).isEqualTo("speed");
    assertThat(mixed.path("columns").path(3).path("outOfRange").asInt()).isEqualTo(14);
    assertThat(mixed.path("columns").path(3).path("valid").asInt()).isEqualTo(ROWS - 28);
    assertThat(mixed.path("metrics").path("completeness").asDouble()).isEqualTo(100);
  }

  private List<String> verdicts(Millrace millrace, String column, int minute) throws Exception {
    var start = Instant.ofEpochMilli(begin + minute * MINUTE).toString();
    return StreamSupport.stream(get(millrace, "drift").path("reports").spliterator(), false)
        .filter(report -> report.path("column").asString().equals(column)
            && report.path("start").asString().equals(start))
        .map(report -> report.path("verdict").asString())
        .toList();
  }
}
