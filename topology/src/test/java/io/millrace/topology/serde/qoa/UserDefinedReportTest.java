package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDefinedReportTest {
  @Test
  void reportField_isFlattened() {
    var report = Reading.report("""
        {"metadata": {"application_name": "pump", "stage_id": "s", "instance_id": "i", "user_id": "u", "role": "x"},
         "timestamp": 1772366400.125, "note": "kept",
         "report": {"rpm": 1500, "bearing": {"left": {"temp": 61.5}, "right": "cold"}, "spectrum": [[1, 2], [3]],
                    "ok": true, "lost": null}}""");
    assertThat(report.format()).isEqualTo(ReportFormat.USER_DEFINED);
    assertThat(report.source()).isEqualTo(new Source("pump", "s", "i"));
    assertThat(report.eventTime()).isEqualTo(Instant.parse("2026-03-01T12:00:00.125Z"));
    assertThat(Reading.lines(report))
        .containsExactly(
            "s/i custom rpm=1500.0",
            "s/i custom bearing.left.temp=61.5",
            "s/i custom bearing.right='cold'",
            "s/i custom spectrum=[[1, 2], [3]]",
            "s/i custom ok=true",
            "s/i custom lost=!null");
    assertThat(report.extra()).isEqualTo(Map.of("note", "kept", "metadata", Map.of("role", "x")));
  }

  @Test
  void fieldsBesideTheMetadata_areFlattened() {
    var report = Reading.report("""
        {"proc_cpu_stats": {"4711": {"user": 12.5, "num_thread": 4}}, "ports": 7,
         "metadata": {"application": "sdn", "stage_id": "switch", "instances_id": "sw1", "timestamp": 1772366400}}""");
    assertThat(report.format()).isEqualTo(ReportFormat.USER_DEFINED);
    assertThat(report.eventTime()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(Reading.lines(report))
        .containsExactly(
            "switch/sw1 custom proc_cpu_stats.4711.user=12.5",
            "switch/sw1 custom proc_cpu_stats.4711.num_thread=4.0",
            "switch/sw1 custom ports=7.0");
    assertThat(report.extra()).isEmpty();
  }
}
