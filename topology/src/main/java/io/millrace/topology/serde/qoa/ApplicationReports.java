package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;

/** The reports of QoA4ML's clients. */
final class ApplicationReports {
  private ApplicationReports() {}

  static void mlReport(Fields report, ReportDraft draft) {
    Client.ofMetadata(report, draft);
    Metrics.ofStages(report, "service", Category.SERVICE, draft);
    Metrics.ofStages(report, "data", Category.DATA, draft);
    report.ifObject("ml_inference", inferences -> Inferences.ofInstances(inferences, draft));
  }

  static void roheReport(Fields report, ReportDraft draft) {
    Client.ofMetadata(report, draft);
    // The graph first: it tells the stages of the instances that inferred.
    report.ifObject("execution_graph", graph -> draft.graph(Graphs.linked(graph)));
    report.ifObject("inference_report", quality -> {
      Metrics.ofStages(quality, "service", Category.SERVICE, draft);
      Metrics.ofStages(quality, "data", Category.DATA, draft);
      quality.ifObject("ml_specific", graph -> Inferences.ofGraph(graph, draft));
    });
  }

  /** {@code metadata} and {@code report}, or beside {@code metadata} whatever the application likes. */
  static void userDefined(Fields report, ReportDraft draft) {
    Client.ofMetadata(report, draft);
    draft.eventTime(report.time("timestamp"));
    if (report.has("report")) {
      report.requireObject("report");
      observeAll("report", report, draft);
      return;
    }
    for (var field : report.names()) {
      if (!field.equals("metadata")) {
        observeAll(field, report, draft);
      }
    }
  }

  private static void observeAll(String field, Fields report, ReportDraft draft) {
    var value = report.take(field);
    if (value != null) {
      var prefix = field.equals("report") ? "" : field;
      Flattened.observe(prefix, value, Category.CUSTOM, draft.here(), draft);
    }
  }
}
