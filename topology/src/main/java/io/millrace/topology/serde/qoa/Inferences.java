package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Inference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Inferences as QoA4ML writes them, alone or linked to those they were made from. */
final class Inferences {
  static final String CONFIDENCE = "confidence";

  private Inferences() {}

  /** {@code {<instance>: inference}}. */
  static void ofInstances(Fields inferences, ReportDraft draft) {
    inferences.eachObject((instance, inference) -> one(inference, instance, List.of(), draft));
  }

  /** {@code {"end_point": inference, "linked_list": {<instance>: {"previous": [...], "instance": inference}}}}. */
  static void ofGraph(Fields graph, ReportDraft draft) {
    var mentioned = new ArrayList<Fields>();
    graph.ifObject(
        "linked_list",
        list -> list.eachObject((instance, link) -> {
          var previous = link.objects("previous");
          mentioned.addAll(previous);
          var ids = idsOf(previous);
          link.ifObject("instance", inference -> one(inference, instance, ids, draft));
        }));
    graph.ifObject("end_point", mentioned::add);
    for (var inference : mentioned) { // as a rule the list has them all
      one(inference, null, List.of(), draft);
    }
  }

  private static List<String> idsOf(List<Fields> inferences) {
    var ids = new ArrayList<String>();
    for (var inference : inferences) {
      var id = inference.peekText("inference_id");
      if (id != null) {
        ids.add(id);
      }
    }
    return ids;
  }

  private static void one(
      Fields inference, @Nullable String key, List<String> previous, ReportDraft draft) {
    var id = inference.text("inference_id");
    if (draft.hasInference(id)) {
      inference.takeAll();
      return;
    }
    var named = inference.text("instance_id");
    var instance = named == null ? key : named;
    var at = instance == null ? draft.here() : draft.placeOf(instance);
    var prediction = inference.take("prediction");
    draft.infer(new Inference(
        id,
        at.stage(),
        at.instance(),
        prediction == null ? null : JsonTrees.toJdk(prediction),
        metrics(inference, at, draft),
        null,
        previous));
  }

  /** Observes the metrics of an inference; returns its confidence, if that is a number. */
  private static @Nullable Double metrics(
      Fields inference, ReportDraft.Place at, ReportDraft draft) {
    Double confidence = null;
    for (var metric : inference.objects("metrics")) {
      var name = metric.requireText("metric_name");
      var records = metric.take("records");
      Metrics.records(records, name, metric.text("unit"), at, Category.ML, draft);
      if (name.equals(CONFIDENCE)) {
        confidence = firstNumber(records);
      }
    }
    return confidence;
  }

  static @Nullable Double firstNumber(@Nullable JsonNode records) {
    var first = records instanceof ArrayNode many && !many.isEmpty() ? many.get(0) : records;
    return first != null && first.isNumber() && Double.isFinite(first.doubleValue())
        ? (Double) first.doubleValue()
        : null;
  }
}
