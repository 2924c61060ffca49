package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.ExecutionGraph;
import io.millrace.model.qoa.Inference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * QoA4ML's general report: a flat list of metrics, each with its stage, its instance and those before it. What those
 * tell together is the execution graph.
 */
final class GeneralReport {
  private static final String INFERENCE = "Inference";
  private static final Map<String, Category> REPORT_TYPES = Map.of(
      "service_report", Category.SERVICE,
      "data_report", Category.DATA,
      "ml_specific_report", Category.ML,
      "security_report", Category.SECURITY);

  private final ReportDraft draft;
  private final List<ExecutionGraph.Node> nodes = new ArrayList<>();
  private final List<Fields> mentioned = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  private GeneralReport(ReportDraft draft) {
    this.draft = draft;
  }

  static void read(Fields report, ReportDraft draft) {
    Client.ofMetadata(report, draft);
    new GeneralReport(draft).readMetrics(report.objects("metrics"));
  }

  private void readMetrics(List<Fields> metrics) {
    for (var metric : metrics) {
      readMetric(metric);
    }
    Graphs.addMissing(mentioned, nodes);
    if (!nodes.isEmpty()) {
      var self = draft.reporter().instance();
      draft.graph(new ExecutionGraph(known.contains(self) ? self : null, nodes));
    }
  }

  private void readMetric(Fields metric) {
    var name = metric.requireText("metric_name");
    var at = place(metric);
    var category = category(metric);
    var records = metric.take("records");
    if (name.equals(INFERENCE) && category == Category.ML) {
      var prediction = records == null ? null : JsonTrees.toJdk(records);
      draft.infer(
          new Inference(null, at.stage(), at.instance(), prediction, null, null, List.of()));
    } else {
      Metrics.records(records, name, metric.text("unit"), at, category, draft);
    }
  }

  private ReportDraft.Place place(Fields metric) {
    var here = draft.here();
    var stage = metric.text("stage");
    var instance = metric.object("instance");
    var id = instance == null ? null : instance.peekText("id");
    if (instance != null && id != null) {
      addNode(id, instance, metric.objects("previous_instances"));
    }
    return new ReportDraft.Place(
        stage == null ? here.stage() : stage, id == null ? here.instance() : id);
  }

  private void addNode(String id, Fields instance, List<Fields> previous) {
    mentioned.addAll(previous);
    if (known.add(id)) {
      nodes.add(Graphs.node(id, instance, Graphs.ids(previous)));
    } else {
      instance.takeAll();
    }
  }

  private static Category category(Fields metric) {
    var type = metric.peekText("report_type");
    var category = type == null ? null : REPORT_TYPES.get(type);
    if (category == null) {
      return Category.CUSTOM;
    }
    metric.take("report_type");
    return category;
  }
}
