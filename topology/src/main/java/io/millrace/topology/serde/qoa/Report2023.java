package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.ExecutionGraph;
import io.millrace.model.qoa.Inference;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * QoA4ML's report of 2023: {@code quality} with bare values by stage, metric and instance, and inferences by their ids;
 * the graph under {@code execution_graph} or {@code computationGraph}.
 */
final class Report2023 {
  private static final String LAST = "last_inference";

  private Report2023() {}

  static void read(Fields report, ReportDraft draft) {
    Client.ofMetadata(report, draft);
    for (var field : List.of("execution_graph", "computationGraph")) {
      report.ifObject(field, graph -> draft.graph(withStage(Graphs.of2023(graph), draft)));
    }
    report.ifObject("quality", quality -> {
      stages(quality, "service", Category.SERVICE, draft);
      stages(quality, "data", Category.DATA, draft);
      quality.ifObject("inference", inferences -> {
        inferences.take(LAST);
        inferences.eachObject((id, inference) -> inference(id, inference, draft));
      });
    });
  }

  // These graphs do not tell stages, but whoever reports knows its own.
  private static ExecutionGraph withStage(ExecutionGraph graph, ReportDraft draft) {
    var self = draft.reporter();
    var nodes = graph.nodes().stream()
        .map(node -> node.stage() == null && node.instance().equals(self.instance())
            ? new ExecutionGraph.Node(
                node.instance(), node.name(), self.stage(), node.functionality(), node.previous())
            : node)
        .toList();
    return new ExecutionGraph(graph.endPoint(), nodes);
  }

  private static void stages(Fields quality, String field, Category category, ReportDraft draft) {
    quality.ifObject(
        field,
        stages -> stages.eachObject((stage, metrics) -> metrics.each(
            (metric, instances) -> {
              for (var instance : instances.names()) {
                var value = instances.takeAny(instance);
                draft.observe(
                    new ReportDraft.Place(stage, instance), category, metric, value, null);
              }
            },
            (metric, value) -> draft.observe(
                new ReportDraft.Place(stage, draft.here().instance()),
                category,
                metric,
                value,
                null))));
  }

  private static void inference(String id, Fields inference, ReportDraft draft) {
    var instance = inference.text("instance_id");
    var at = instance == null ? draft.here() : draft.placeOf(instance);
    var previous = Graphs.texts(inference, "source");
    var prediction = inference.take("prediction");
    Double confidence = null;
    for (var metric : inference.names()) {
      var value = value(inference, metric);
      draft.observe(at, Category.ML, metric, value, null);
      if (metric.equals(Inferences.CONFIDENCE)) {
        confidence = Inferences.firstNumber(value);
      }
    }
    draft.infer(new Inference(
        id,
        at.stage(),
        at.instance(),
        prediction == null ? null : JsonTrees.toJdk(prediction),
        confidence,
        null,
        previous));
  }

  /** {@code {"value": v}}, or the value itself. */
  private static JsonNode value(Fields inference, String metric) {
    var taken = inference.takeAny(metric);
    return taken.isObject() && taken.size() == 1 && taken.has("value") ? taken.get("value") : taken;
  }
}
