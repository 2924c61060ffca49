package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.ExecutionGraph.Node;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.ReportFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GeneralReportTest {
  private static final String FULL = """
      {
        "metadata": {
          "client_config": {"user_id": "ann", "instance_id": "b", "stage_id": "classify", "application_name": "mail"},
          "timestamp": 1772366400.0
        },
        "metrics": [
          {"metric_name": "response_time", "records": [{"startTime": 1.5, "responseTime": 0.25}], "unit": "s",
           "description": "first", "stage": "parse", "report_type": "service_report",
           "instance": {"id": "a", "name": "parser", "functionality": "", "stage": "parse"}, "previous_instances": []},
          {"metric_name": "none_ratio", "records": [0, 12.5], "unit": null, "description": null, "stage": "parse",
           "report_type": "data_report",
           "instance": {"id": "a", "name": "parser", "functionality": "", "stage": "parse"}, "previous_instances": []},
          {"metric_name": "accuracy", "records": [0.5], "stage": "classify", "report_type": "ml_specific_report",
           "instance": {"id": "b", "name": "svm", "functionality": "REST", "stage": "classify"},
           "previous_instances": [{"id": "a", "name": "parser", "stage": "parse"}]},
          {"metric_name": "Inference", "records": ["spam", 0.875], "stage": "classify",
           "report_type": "ml_specific_report",
           "instance": {"id": "b", "name": "svm", "functionality": "REST", "stage": "classify"},
           "previous_instances": [{"id": "a", "name": "parser", "stage": "parse"}]},
          {"metric_name": "leaks", "records": [0], "report_type": "security_report"},
          {"metric_name": "mood", "records": ["fine"], "stage": "classify", "report_type": "mood_report"}
        ]
      }""";

  @Test
  void metrics_haveTheirStageInstanceAndType() {
    var report = Reading.report(FULL);
    assertThat(report.format()).isEqualTo(ReportFormat.GENERAL_REPORT);
    assertThat(Reading.lines(report))
        .containsExactly(
            "parse/a service response_time=0.25 s",
            "parse/a data none_ratio=0.0",
            "parse/a data none_ratio=12.5",
            "classify/b ml accuracy=0.5",
            "classify/b security leaks=0.0",
            "classify/b custom mood='fine'");
  }

  @Test
  void inferenceMetric_isAnInference() {
    assertThat(Reading.report(FULL).inferences())
        .containsExactly(
            new Inference(null, "classify", "b", List.of("spam", 0.875), null, null, List.of()));
  }

  @Test
  void instances_makeTheGraph() {
    var graph = Objects.requireNonNull(Reading.report(FULL).graph());
    assertThat(graph.endPoint()).isEqualTo("b");
    assertThat(graph.nodes())
        .containsExactly(
            new Node("a", "parser", "parse", null, List.of()),
            new Node("b", "svm", "classify", "REST", List.of("a")));
  }

  @Test
  void unknownType_andDescription_areKept() {
    assertThat(Reading.report(FULL).extra().toString())
        .contains("report_type=mood_report", "description=first")
        .doesNotContain("service_report", "parser");
  }
}
