package io.millrace.topology.serde.qoa;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.ExecutionGraph;
import io.millrace.model.qoa.ExecutionGraph.Node;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.ReportFormat;
import io.millrace.model.qoa.Source;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An ensemble: a camera's frame is prepared, seen by two models, and their answers are put together. */
class RoheReportTest {
  private static final String GRAPH = """
      "execution_graph": {
        "end_point": {"id": "agg", "name": "join", "functionality": "max", "stage": "aggregate"},
        "linked_list": {
          "prep": {"previous": [], "instance": {"id": "prep", "name": "crop", "functionality": "", "stage": "prepare"}},
          "m1": {"previous": [{"id": "prep", "name": "crop", "stage": "prepare"}],
                 "instance": {"id": "m1", "name": "yolo", "functionality": "onnx", "stage": "detect", "zone": "edge"}},
          "m2": {"previous": [{"id": "prep"}, {"id": "lost", "stage": "prepare"}],
                 "instance": {"id": "m2", "name": "ssd", "functionality": "onnx", "stage": "detect"}},
          "agg": {"previous": [{"id": "m1"}, {"id": "m2"}],
                 "instance": {"id": "agg", "name": "join", "functionality": "max", "stage": "aggregate"}}
        }
      }""";

  private static final String FULL = """
      {
        "metadata": {
          "client_config": {"user_id": "ann", "instance_id": "agg", "stage_id": "aggregate", "application_name": "cctv"},
          "timestamp": 1772366400.0, "corr_id": "q-1"
        },
        "inference_report": {
          "service": {"prepare": {"name": "prepare", "metrics": {"response_time": {
            "prep": {"metric_name": "response_time", "records": [0.125], "unit": null, "description": null}}}}},
          "data": {"prepare": {"name": "prepare", "metrics": {"image_width": {
            "prep": {"metric_name": "image_width", "records": [640], "unit": null, "description": null}}}}},
          "ml_specific": {
            "end_point": {"inference_id": "e", "instance_id": "agg", "functionality": "max", "metrics": [
              {"metric_name": "confidence", "records": [0.75]}], "prediction": {"car": 0.75}},
            "linked_list": {
              "m1": {"previous": [], "instance": {"inference_id": "a", "instance_id": "m1", "functionality": "onnx",
                "metrics": [{"metric_name": "confidence", "records": [0.5]}], "prediction": {"car": 0.5}}},
              "agg": {
                "previous": [
                  {"inference_id": "a", "instance_id": "m1", "metrics": [
                    {"metric_name": "confidence", "records": [0.5]}], "prediction": {"car": 0.5}},
                  {"inference_id": "b", "instance_id": "m2", "metrics": [
                    {"metric_name": "confidence", "records": ["high"]}], "prediction": "car"}],
                "instance": {"inference_id": "e", "instance_id": "agg", "functionality": "max", "metrics": [
                  {"metric_name": "confidence", "records": [0.75]}], "prediction": {"car": 0.75}}}
            }
          }
        },
        %s
      }""".formatted(GRAPH);

  @Test
  void observations_areOfTheStagesThatMadeThem_eachOnce() {
    var report = Reading.report(FULL);
    assertThat(report.format()).isEqualTo(ReportFormat.ROHE_REPORT);
    assertThat(report.source()).isEqualTo(new Source("cctv", "aggregate", "agg"));
    assertThat(Reading.lines(report))
        .containsExactlyInAnyOrder(
            "prepare/prep service response_time=0.125",
            "prepare/prep data image_width=640.0",
            "detect/m1 ml confidence=0.5",
            "detect/m2 ml confidence='high'",
            "aggregate/agg ml confidence=0.75");
  }

  @Test
  void inferences_areThoseOfTheGraph_eachOnce() {
    assertThat(Reading.report(FULL).inferences())
        .containsExactlyInAnyOrder(
            new Inference("a", "detect", "m1", Map.of("car", 0.5), 0.5, null, List.of()),
            new Inference("b", "detect", "m2", "car", null, null, List.of()),
            new Inference(
                "e", "aggregate", "agg", Map.of("car", 0.75), 0.75, null, List.of("a", "b")));
  }

  @Test
  void executionGraph_hasEveryInstance_alsoOneThatIsOnlyMentioned() {
    var graph = Objects.requireNonNull(Reading.report(FULL).graph());
    assertThat(graph)
        .isEqualTo(new ExecutionGraph(
            "agg",
            List.of(
                new Node("prep", "crop", "prepare", null, List.of()),
                new Node("m1", "yolo", "detect", "onnx", List.of("prep")),
                new Node("m2", "ssd", "detect", "onnx", List.of("prep", "lost")),
                new Node("agg", "join", "aggregate", "max", List.of("m1", "m2")),
                new Node("lost", null, "prepare", null, List.of()))));
    assertThat(graph.stageOf("m2")).isEqualTo("detect");
    assertThat(graph.stageOf("nobody")).isNull();
  }

  @Test
  void graph_staysWithTheReporter() {
    var parts = Reading.report(FULL).bySource();
    assertThat(parts).hasSize(4);
    assertThat(parts)
        .filteredOn(part -> part.graph() != null)
        .singleElement()
        .satisfies(part -> assertThat(part.source().instance()).isEqualTo("agg"));
    assertThat(parts)
        .filteredOn(part -> !part.inferences().isEmpty())
        .extracting(part -> part.source().instance())
        .containsExactlyInAnyOrder("m1", "m2", "agg");
  }

  @Test
  void unknownFieldOfAnInstance_isKept() {
    assertThat(Reading.report(FULL).extra().toString()).contains("zone=edge");
  }

  @Test
  void graphAlone_isAReport() {
    var report =
        Reading.report("{\"metadata\": {\"client_config\": {\"application_name\": \"cctv\"}}, %s}"
            .formatted(GRAPH));
    assertThat(report.format()).isEqualTo(ReportFormat.ROHE_REPORT);
    assertThat(Objects.requireNonNull(report.graph()).nodes()).hasSize(5);
  }

  @Test
  void inferencesWithoutIds_areEachKept() {
    var report = Reading.report("""
        {"metadata": {"client_config": {"instance_id": "m", "stage_id": "detect"}},
         "inference_report": {"ml_specific": {"linked_list": {
           "x": {"instance": {"prediction": 1}}, "y": {"previous": [], "instance": {"prediction": 2}}}}}}""");
    assertThat(report.inferences())
        .containsExactly(
            new Inference(null, "detect", "x", 1L, null, null, List.of()),
            new Inference(null, "detect", "y", 2L, null, null, List.of()));
  }
}
