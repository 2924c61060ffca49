package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProbeReportsTest {
  private static final String CLIENT = """
      {"name": "n", "user_id": "u", "instance_id": "i", "stage_id": "s", "application_name": "app", "run_id": "r"}""";

  private static final String SYSTEM_BODY = """
      "timestamp": 1772366400,
      "cpu": {"metadata": {"frequency": {"value": 3.5, "unit": "GHz"}, "thread": 2},
              "usage": {"value": {"core_0": 10.0, "core_1": 20.0}, "unit": "percentage"}},
      "gpu": {"metadata": {}, "usage": {"device_1_core": 55, "device_1_mem": 1024.5}},
      "mem": {"metadata": {"mem": {"capacity": 16, "unit": "Gb"}}, "usage": {"value": 2048.5, "unit": "Mb"}}""";

  @Test
  void machine_isAnInstance_itsCoresAreAveraged() {
    var report = Reading.report("""
        {"metadata": {"client_info": %s, "node_name": "pi4", "model": null}, %s}""".formatted(CLIENT, SYSTEM_BODY));
    assertThat(report.format()).isEqualTo(ReportFormat.SYSTEM_PROBE);
    assertThat(report.source()).isEqualTo(new Source("app", "s", "i"));
    assertThat(report.context()).isEqualTo(new Report.Context("r", "u", null));
    assertThat(report.eventTime()).isEqualTo(Instant.parse("2026-03-01T12:00:00Z"));
    assertThat(Reading.lines(report))
        .containsExactly(
            "system/pi4 resource cpu_usage=15.0 percentage",
            "system/pi4 resource cpu_usage.core_0=10.0 percentage",
            "system/pi4 resource cpu_usage.core_1=20.0 percentage",
            "system/pi4 resource gpu_usage.device_1_core=55.0",
            "system/pi4 resource gpu_usage.device_1_mem=1024.5",
            "system/pi4 resource memory_usage=2048.5 Mb");
    assertThat(report.extra().toString()).contains("thread=2", "capacity=16");
  }

  @Test
  void machineWithoutClient_reportsItself() {
    var report = Reading.report("""
        {"type": "system", "metadata": {"node_name": "mahti-1"}, %s}""".formatted(SYSTEM_BODY));
    assertThat(report.format()).isEqualTo(ReportFormat.SYSTEM_PROBE);
    assertThat(report.bySource())
        .singleElement()
        .satisfies(part ->
            assertThat(part.source()).isEqualTo(new Source("unknown", "system", "mahti-1")));
  }

  @Test
  void process_isItsClient() {
    var report = Reading.report("""
        {"metadata": {"client_info": %s, "pid": "4711", "user": "root"}, "timestamp": 1772366400,
         "cpu": {"metadata": null, "usage": {"child_process": 1, "value": {"child_0": 0.5}, "main_process": 1.5,
           "total": 2.0, "unit": "cputime"}},
         "gpu": null,
         "mem": {"metadata": null, "usage": {"rss": {"value": 64.5, "unit": "Mb"}, "vms": {"value": 128, "unit": "Mb"}}}}""".formatted(CLIENT));
    assertThat(report.format()).isEqualTo(ReportFormat.PROCESS_PROBE);
    assertThat(Reading.lines(report))
        .containsExactly(
            "s/i resource cpu_usage.child_process=1.0 cputime",
            "s/i resource cpu_usage.child_0=0.5 cputime",
            "s/i resource cpu_usage.main_process=1.5 cputime",
            "s/i resource cpu_usage=2.0 cputime",
            "s/i resource memory_usage.rss=64.5 Mb",
            "s/i resource memory_usage.vms=128.0 Mb");
  }

  @Test
  void processWithoutClient_goesByItsNumber() {
    var report = Reading.report("""
        {"type": "process", "metadata": {"pid": 4711, "user": "root", "allowed_cpu_list": "[0, 1]"},
         "timestamp": 1772366400, "cpu": {"usage": {"total": 2.0}}, "mem": {"usage": {}}}""");
    assertThat(report.source()).isEqualTo(new Source("unknown", "process", "pid-4711"));
    assertThat(report.extra().toString()).contains("allowed_cpu_list=[0, 1]", "pid=4711");
  }

  @Test
  void containers_areInstances() {
    var report = Reading.report("""
        {"metadata": %s, "timestamp": 1772366400.5, "container_reports": [
          {"metadata": {"client_info": null, "id": "c1", "image": "web:1"}, "timestamp": 1772366399.5,
           "cpu": {"metadata": null, "usage": {"cpu_percentage": 12.5}}, "gpu": null,
           "mem": {"metadata": null, "usage": {"memory_usage": 256.0}}},
          {"metadata": {"id": "c2", "image": ""}, "timestamp": 1772366399.5,
           "cpu": {"usage": {"cpu_percentage": NaN}}, "mem": {"usage": {"memory_usage": 0}}}]}""".formatted(CLIENT));
    assertThat(report.format()).isEqualTo(ReportFormat.DOCKER_PROBE);
    assertThat(Reading.lines(report))
        .containsExactly(
            "docker/c1 resource cpu_usage=12.5",
            "docker/c1 resource memory_usage=256.0",
            "docker/c2 resource cpu_usage=!NaN",
            "docker/c2 resource memory_usage=0.0");
    assertThat(report.bySource())
        .extracting(part -> part.source().key())
        .containsExactly("app/docker/c1", "app/docker/c2", "app/s/i");
    assertThat(report.extra().toString()).contains("image=web:1");
  }

  @Test
  void probeThatFailed_isRefusedWithItsReason() {
    assertThat(Reading.refusal("{\"error\": \"DockerException\", \"detail\": \"no socket\"}"))
        .isEqualTo("a probe that failed: \"DockerException\": \"no socket\"");
  }
}
