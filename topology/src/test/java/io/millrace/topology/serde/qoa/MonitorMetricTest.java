package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What ROHE's monitoring client sends, every field written out as its serializer does. */
class MonitorMetricTest {
  private static String metric(String different) {
    return """
        {"timestamp": "2026-03-01T12:00:00.123456Z", "service_name": "yolo", "experiment_id": "e1", %s}""".formatted(different);
  }

  @Test
  void inference_isRead() {
    var report = Reading.report(metric("""
        "metric_type": "inference", "name": "inference", "value": null, "labels": {"model": "yolov8n"},
        "query_id": "q-1", "predictions": {"car": 0.75}, "confidence": 0.75, "response_time_ms": 45.5,
        "ground_truth": null"""));
    assertThat(report.format()).isEqualTo(ReportFormat.ROHE_MONITOR);
    assertThat(report.source()).isEqualTo(new Source("yolo", "yolo", "unknown"));
    assertThat(report.eventTime()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
    assertThat(report.context()).isEqualTo(new Report.Context("e1", null, "q-1"));
    assertThat(Reading.lines(report))
        .containsExactly(
            "yolo/unknown service response_time_ms=45.5 ms", "yolo/unknown ml confidence=0.75");
    assertThat(report.inferences())
        .containsExactly(
            new Inference("q-1", "yolo", "unknown", Map.of("car", 0.75), 0.75, null, List.of()));
    assertThat(report.extra())
        .isEqualTo(Map.of("metric_type", "inference", "labels", Map.of("model", "yolov8n")));
  }

  @Test
  void request_hasItsPipelineAndTruth() {
    var report = Reading.report(metric("""
        "metric_type": "request", "name": "request", "value": null, "labels": {"pipeline_id": "cctv"},
        "query_id": "q-2", "predictions": {"car": 0.5}, "confidence": null, "response_time_ms": 80,
        "ground_truth": "truck\""""));
    assertThat(report.source()).isEqualTo(new Source("cctv", "yolo", "unknown"));
    assertThat(Reading.lines(report))
        .containsExactly("yolo/unknown service response_time_ms=80.0 ms");
    assertThat(report.inferences())
        .containsExactly(
            new Inference("q-2", "yolo", "unknown", Map.of("car", 0.5), null, "truck", List.of()));
  }

  @Test
  void genericMetric_hasItsOwnName_andLabelsTellWhere() {
    var report = Reading.report(metric("""
        "metric_type": "generic", "name": "queue_length", "value": 3.0,
        "labels": {"application": "app", "stage_id": "s", "instance_id": "i", "tenant_id": "t"}"""));
    assertThat(report.source()).isEqualTo(new Source("app", "s", "i"));
    assertThat(report.context()).isEqualTo(new Report.Context("e1", "t", null));
    assertThat(Reading.lines(report)).containsExactly("s/i service queue_length=3.0");
  }

  @Test
  void timeWithoutZone_isUtc() {
    assertThat(Reading.report(metric("\"name\": \"x\", \"value\": 1").replace("Z\"", "\""))
            .eventTime())
        .isEqualTo(Instant.parse("2026-03-01T12:00:00.123456Z"));
  }
}
