package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.model.qoa.Report;
import io.millrace.topology.Mark;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.qoa.ReportSerde;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports over HTTP onto a real log. */
class ReportsIT {
  private static final String INFERENCE = """
      {"timestamp": "2026-03-01T12:00:00Z", "service_name": "yolo", "experiment_id": null,
       "metric_type": "inference", "name": "inference", "value": null, "labels": {"application": "cctv"},
       "query_id": "q-%d", "predictions": {"car": 0.9}, "confidence": 0.9, "response_time_ms": 45.5,
       "ground_truth": null}""";

  private static final String ML_REPORT = """
      {"metadata": {"client_config": {"application_name": "a/b", "stage_id": "s", "instance_id": "i"},
       "timestamp": 4102444800.0},
       "service": {"s": {"metrics": {"response_time": {"i": {"records": [0.5]}, "j": {"records": [0.25]}}}}}}""";

  @TempDir
  Path folder;

  @Test
  void acknowledgedReports_areOnTheLog_underTheirSources_andTheBadOnesAmongTheDeadLetters()
      throws Exception {
    try (var millrace = Millrace.start(folder)) {
      var topics = millrace.pipeline.topics();
      try (var reports = new CommittedLog(millrace.kafka.bootstrap(), topics.reports());
          var dead = new CommittedLog(millrace.kafka.bootstrap(), topics.deadLetters())) {
        var single = millrace.post("/metrics", ML_REPORT);
        assertThat(single.statusCode()).as(single.body()).isEqualTo(200);
        var batch = millrace.post(
            "/metrics",
            "[%s, {\"bad\": true}, %s]".formatted(INFERENCE.formatted(1), INFERENCE.formatted(2)));
        assertThat(batch.statusCode()).as(batch.body()).isEqualTo(200);
        assertThat(batch.body()).contains("\"accepted\":2", "\"index\":1", "the fields bad");
        var kept = readAll(reports);
        assertThat(reports.keys())
            .containsEntry("a%2Fb/s/i", 1)
            .containsEntry("a%2Fb/s/j", 1)
            .containsEntry("cctv/yolo/unknown", 2)
            .hasSize(3);
        assertThat(kept).allSatisfy(report -> assertThat(report.observations()).isNotEmpty());
        assertThat(readAllRecords(dead)).singleElement().satisfies(letter -> {
          assertThat(CommittedLog.text(letter)).isEqualTo("{\"bad\": true}");
          assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
              .contains("the fields bad");
        });
      }
      assertThat(millrace.post("/metrics", "[").statusCode()).isEqualTo(400);
      assertThat(millrace.post("/metrics", " ".repeat(17 << 20)).statusCode()).isEqualTo(413);
    }
  }

  /** Without stages: they do not stop without a broker, and would go on asking for it while all other tests run. */
  @Test
  void withoutABroker_reportsAreRefused_untilLater() throws Exception {
    try (var millrace = Millrace.start(folder, Set.of(Part.INGRESS), OutConfig.NONE)) {
      assertThat(millrace.post("/metrics", ML_REPORT).statusCode()).isEqualTo(200);
      millrace.kafka.close();
      var away = millrace.post("/metrics", ML_REPORT);
      assertThat(away.statusCode()).as(away.body()).isEqualTo(503);
      assertThat(away.headers().firstValue("retry-after")).isPresent();
    }
  }

  private static List<Report> readAll(CommittedLog log) {
    try (var serde = new ReportSerde()) {
      return readAllRecords(log).stream()
          .map(record -> serde.deserializer().deserialize(record.topic(), record.value()))
          .toList();
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> readAllRecords(CommittedLog log) {
    await().atMost(60, TimeUnit.SECONDS).until(() -> log.read().isAtEnd());
    return log.records().stream()
        .filter(record -> Mark.time(record.headers()) == null)
        .toList();
  }
}
