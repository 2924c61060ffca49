package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.MessageHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts about Millrace's own results: broken by slow and unsure answers, and kept again. */
class OwnContractsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LATE_MILLIS = 5000;
  private static final String SURE = request(1, 40, 5, 1500, 5, 70, 20, 10);
  private static final String UNSURE = request(3.8, 64, 17, 1500, 3.5, 80, 51, 2000);
  private static final String CONTRACT = """
      {"application": "millrace", "objectives": [
        {"name": "fast", "metric": "response_time", "operator": "<=", "value": 2, "window": "2s",
         "minimum_samples": 5, "scope": "stage"},
        {"name": "sure", "metric": "confidence", "operator": ">=", "value": %s, "window": "2s",
         "minimum_samples": 5, "scope": "instance"},
        {"name": "available", "metric": "error_rate", "operator": "<=", "value": 0.5,
         "window": "2s", "minimum_samples": 5}]}""";

  @TempDir
  Path folder;

  private static String request(Number... features) {
    return "{\"inputs\":[{\"name\":\"features\",\"shape\":[1,8],\"datatype\":\"FP32\",\"data\":%s}]}"
        .formatted(List.of(features));
  }

  private static double confidence(Millrace millrace, String request) throws Exception {
    var answer = millrace.post("/v2/models/machine-health/infer", request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    double most = 0;
    for (var output : Json.MAPPER.readTree(answer.body()).path("outputs")) {
      if (output.path("name").asString().equals("probabilities")) {
        for (var value : output.path("data")) {
          most = Math.max(most, value.asDouble());
        }
      }
    }
    return most;
  }

  /** Requests that came to the log some seconds ago, every second one of which has expired. */
  private static void sendLate(Millrace millrace, String request) {
    var topic = millrace.pipeline.topics().requests().name();
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", millrace.kafka.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer())) {
      for (int i = 0; i < 20; i++) {
        var record = new ProducerRecord<byte[], byte[]>(
            topic, null, System.currentTimeMillis() - LATE_MILLIS, null, request.getBytes(UTF_8));
        MessageHeaders.set(record.headers(), MessageHeaders.MODEL, "machine-health");
        producer.send(record);
        var expired = new ProducerRecord<byte[], byte[]>(topic, request.getBytes(UTF_8));
        MessageHeaders.set(expired.headers(), MessageHeaders.MODEL, "machine-health");
        MessageHeaders.set(expired.headers(), MessageHeaders.EXPIRY, "2026-01-01T00:00:00Z");
        producer.send(expired);
        producer.send(expired);
      }
    }
  }

  private static List<Violation> of(Millrace millrace, CommittedLog log, Kind kind) {
    var values = millrace.pipeline.topics().violations().values().deserializer();
    return log.read().records().stream()
        .map(record -> values.deserialize(record.topic(), record.value()))
        .filter(violation -> violation.kind() == kind)
        .toList();
  }

  private static List<String> objectives(List<Violation> violations) {
    return violations.stream()
        .map(violation -> violation.of().objective())
        .distinct()
        .toList();
  }

  private static void push(Millrace millrace, double bound) throws Exception {
    var answer = millrace.send(HttpRequest.newBuilder(millrace.uri("/contracts/own"))
        .header("content-type", "application/json")
        .PUT(BodyPublishers.ofString(CONTRACT.formatted(bound)))
        .build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void ownResults_breakAContract_andKeepItAgain() throws Exception {
    try (var millrace = Millrace.start(folder).withExample();
        var log = new CommittedLog(
            millrace.kafka.bootstrap(), millrace.pipeline.topics().violations());
        var samples = new CommittedLog(
            millrace.kafka.bootstrap(), millrace.pipeline.topics().samples())) {
      double unsure = confidence(millrace, UNSURE);
      double sure = confidence(millrace, SURE);
      assertThat(unsure).isLessThan(sure - 0.05);
      push(millrace, (sure + unsure) / 2);
      await().atMost(PATIENCE).until(() -> {
        sendLate(millrace, UNSURE);
        return objectives(of(millrace, log, Kind.OPENED)).size() == 3;
      });
      assertPlaces(of(millrace, log, Kind.OPENED));
      await().atMost(PATIENCE).until(() -> {
        confidence(millrace, SURE);
        return objectives(of(millrace, log, Kind.RECOVERED)).size() == 3;
      });
      // Nobody asks for the sizes of batches.
      assertThat(samples.read().records().stream()
              .filter(record -> record.value() != null)
              .map(CommittedLog::text)
              .filter(text -> text.contains("batch_size")))
          .isEmpty();
    }
  }

  private static void assertPlaces(List<Violation> opened) {
    var scopes = opened.stream()
        .collect(Collectors.toMap(
            violation -> violation.of().objective(),
            violation -> violation.of().scope().toString(),
            (one, other) -> one));
    assertThat(scopes)
        .containsEntry("fast", "millrace/machine-health")
        .containsEntry("sure", "millrace/machine-health/1")
        .containsEntry("available", "millrace");
  }
}
