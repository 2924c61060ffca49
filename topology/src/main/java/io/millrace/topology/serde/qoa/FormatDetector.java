package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.InvalidReportException;
import io.millrace.model.qoa.ReportFormat;
import tools.jackson.databind.node.ObjectNode;

/** Tells a report's format by the fields it has: no probe names the form in which it sends. */
final class FormatDetector {
  private FormatDetector() {}

  /** @throws InvalidReportException if it is of no known form */
  static ReportFormat of(ObjectNode report) {
    if (report.has("service_name") && (report.has("metric_type") || report.has("name"))) {
      return ReportFormat.ROHE_MONITOR;
    }
    if (report.has("container_reports")) {
      return ReportFormat.DOCKER_PROBE;
    }
    if (report.has("cpu") && report.has("mem") && report.has("metadata")) {
      return probe(report);
    }
    if (report.has("metadata")) {
      return application(report);
    }
    throw unknown(report);
  }

  private static ReportFormat probe(ObjectNode report) {
    var type = report.get("type");
    boolean isProcess = type == null
        ? report.get("metadata").has("pid")
        : type.isString() && type.asString().equals("process");
    return isProcess ? ReportFormat.PROCESS_PROBE : ReportFormat.SYSTEM_PROBE;
  }

  private static ReportFormat application(ObjectNode report) {
    var graph = report.get("execution_graph");
    if (report.has("quality")
        || report.has("computationGraph")
        || (graph != null && graph.has("instances"))) {
      return ReportFormat.REPORT_2023;
    }
    if (report.has("inference_report") || graph != null) {
      return ReportFormat.ROHE_REPORT;
    }
    boolean isCurrent = report.get("metadata").has("client_config");
    if (report.has("metrics") && (isCurrent || report.get("metrics").isArray())) {
      return ReportFormat.GENERAL_REPORT;
    }
    boolean hasStages = report.has("service") || report.has("data");
    return report.has("ml_inference") || (isCurrent && hasStages)
        ? ReportFormat.ML_REPORT
        : ReportFormat.USER_DEFINED;
  }

  private static InvalidReportException unknown(ObjectNode report) {
    if (report.has("error") && report.has("detail")) {
      return new InvalidReportException("a probe that failed: %s: %s"
          .formatted(JsonTrees.shown(report.get("error")), JsonTrees.shown(report.get("detail"))));
    }
    return new InvalidReportException("no known form of report: it has %s"
        .formatted(report.isEmpty() ? "no fields" : "the fields " + JsonTrees.names(report)));
  }
}
