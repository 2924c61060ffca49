package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.ExecutionGraph;
import io.millrace.model.qoa.ExecutionGraph.Node;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Report2023Test {
  private static final String FULL = """
      {
        "execution_graph": {
          "instances": {
            "c1": {"instance_name": "camera", "method": "REST", "previous_instance": []},
            "m1": {"instance_name": "detector", "method": "onnx", "previous_instance": ["c1"]}
          },
          "last_instance": "m1"
        },
        "quality": {
          "service": {"Detecting": {"responseTime": {"m1": {"startTime": 1772366399.0, "responseTime": 0.5}}}},
          "data": {
            "Processing": {"image_width": {"c1": 640, "c2": "wide"}, "image_height": {"c1": 480}},
            "Gateway": {"total": 3}
          },
          "inference": {
            "x": {"instance_id": "c1", "confidence": {"value": 0.25}, "source": []},
            "y": {"instance_id": "m1", "confidence": {"value": 0.5}, "accuracy": {"value": 0.75},
                  "prediction": "car", "source": ["x"]},
            "last_inference": "y"
          }
        },
        "metadata": {
          "client_id": "aalto", "instance_name": "ML02", "instances_id": "m1", "stage_id": "Detecting",
          "method": "onnx", "application": "cctvs", "role": "ml", "timestamp": 1772366400.5, "runtime": 3.5
        }
      }""";

  @Test
  void oldNamesOfTheClient_areRead() {
    var report = Reading.report(FULL);
    assertThat(report.format()).isEqualTo(ReportFormat.REPORT_2023);
    assertThat(report.source()).isEqualTo(new Source("cctvs", "Detecting", "m1"));
    assertThat(report.context()).isEqualTo(new Report.Context(null, "aalto", null));
    assertThat(report.eventTime()).isEqualTo(Instant.parse("2026-03-01T12:00:00.5Z"));
  }

  @Test
  void laterNamesOfTheClient_areRead() {
    var report = Reading.report("""
        {"quality": {}, "metadata": {"user_id": "u", "instance_id": "i", "run_id": "r", "stage_id": "s",
         "application_name": "a", "timestamp": 1.0}}""");
    assertThat(report.source()).isEqualTo(new Source("a", "s", "i"));
    assertThat(report.context()).isEqualTo(new Report.Context("r", "u", null));
  }

  @Test
  void bareValues_areObservations() {
    assertThat(Reading.lines(Reading.report(FULL)))
        .containsExactly(
            "Detecting/m1 service responseTime=0.5",
            "Processing/c1 data image_width=640.0",
            "Processing/c2 data image_width='wide'",
            "Processing/c1 data image_height=480.0",
            "Gateway/m1 data total=3.0",
            "Detecting/c1 ml confidence=0.25",
            "Detecting/m1 ml confidence=0.5",
            "Detecting/m1 ml accuracy=0.75");
  }

  @Test
  void inferences_knowTheirSources() {
    assertThat(Reading.report(FULL).inferences())
        .containsExactly(
            new Inference("x", "Detecting", "c1", null, 0.25, null, List.of()),
            new Inference("y", "Detecting", "m1", "car", 0.5, null, List.of("x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"execution_graph", "computationGraph"})
  void graph_isReadUnderBothNames(String name) {
    var graph = Reading.report(FULL.replace("execution_graph", name)).graph();
    assertThat(graph)
        .isEqualTo(new ExecutionGraph(
            "m1",
            List.of(
                new Node("c1", "camera", null, "REST", List.of()),
                new Node("m1", "detector", "Detecting", "onnx", List.of("c1")))));
  }
}
