package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Metrics as QoA4ML writes them: {@code {"metric_name", "records": [...], "unit", "description"}}. */
final class Metrics {
  private Metrics() {}

  /** By stage, then metric, then instance, in that field of the report. */
  static void ofStages(Fields report, String field, Category category, ReportDraft draft) {
    report.ifObject(
        field,
        stages -> stages.eachObject((stage, stageReport) -> {
          stageReport.take("name");
          stageReport.ifObject(
              "metrics",
              metrics -> metrics.eachObject(
                  (metric, instances) -> ofInstances(stage, metric, instances, category, draft)));
        }));
  }

  private static void ofInstances(
      String stage, String metric, Fields instances, Category category, ReportDraft draft) {
    instances.each(
        (instance, fields) ->
            one(fields, metric, new ReportDraft.Place(stage, instance), category, draft),
        (instance, value) ->
            draft.observe(new ReportDraft.Place(stage, instance), category, metric, value, null));
  }

  /** One metric; its own name, where it has one, counts less than that under which it stands. */
  static void one(
      Fields metric, String name, ReportDraft.Place at, Category category, ReportDraft draft) {
    metric.take("metric_name");
    records(metric.take("records"), name, metric.text("unit"), at, category, draft);
  }

  static void records(
      @Nullable JsonNode records,
      String name,
      @Nullable String unit,
      ReportDraft.Place at,
      Category category,
      ReportDraft draft) {
    if (records instanceof ArrayNode many) {
      for (var record : many) {
        draft.observe(at, category, name, record, unit);
      }
    } else if (records != null) {
      draft.observe(at, category, name, records, unit);
    }
  }
}
