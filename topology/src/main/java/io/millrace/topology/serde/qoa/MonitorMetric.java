package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Category;
import io.millrace.model.qoa.Inference;
import io.millrace.model.qoa.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A metric as ROHE's monitoring client sends it: of a kind of its own, of an inference, or of a request as a client saw
 * it. It names a service and not an application: that is the label {@code application} or {@code pipeline_id}, else the
 * service itself, whose name is the stage. The instance is the label {@code instance_id}.
 */
final class MonitorMetric {
  private static final String RESPONSE_TIME = "response_time_ms";
  private static final String MILLISECONDS = "ms";

  private MonitorMetric() {}

  static void read(Fields metric, ReportDraft draft) {
    var service = metric.requireText("service_name");
    reporter(service, metric, draft);
    draft.eventTime(metric.time("timestamp"));
    var query = metric.text("query_id");
    draft.correlation(query);
    observe(metric, draft);
    infer(query, metric, draft);
  }

  private static void reporter(String service, Fields metric, ReportDraft draft) {
    var labels = metric.object("labels");
    var application =
        labels == null ? null : labels.text("application", "application_name", "pipeline_id");
    var stage = labels == null ? null : labels.text("stage_id", "stage");
    var instance = labels == null ? null : labels.text("instance_id", "instance");
    draft.reporter(
        Objects.requireNonNullElse(application, service),
        Objects.requireNonNullElse(stage, service),
        instance);
    draft.context(
        metric.text("experiment_id"), labels == null ? null : labels.text("tenant_id", "user_id"));
  }

  private static void observe(Fields metric, ReportDraft draft) {
    var name = metric.text("name");
    var value = metric.take("value");
    if (value != null) {
      draft.observe(
          draft.here(), Category.SERVICE, Objects.requireNonNullElse(name, "value"), value, null);
    }
    var responseTime = metric.take(RESPONSE_TIME);
    if (responseTime != null) {
      draft.observe(draft.here(), Category.SERVICE, RESPONSE_TIME, responseTime, MILLISECONDS);
    }
  }

  private static void infer(@Nullable String query, Fields metric, ReportDraft draft) {
    var predictions = metric.take("predictions");
    var confidence = metric.take("confidence");
    var truth = metric.text("ground_truth");
    if (predictions == null && confidence == null && truth == null) {
      return;
    }
    var at = draft.here();
    draft.infer(new Inference(
        query,
        at.stage(),
        at.instance(),
        predictions == null ? null : JsonTrees.toJdk(predictions),
        observed(confidence, draft),
        truth,
        List.of()));
  }

  private static @Nullable Double observed(@Nullable JsonNode confidence, ReportDraft draft) {
    if (confidence == null) {
      return null;
    }
    draft.observe(draft.here(), Category.ML, Inferences.CONFIDENCE, confidence, null);
    return Values.of(confidence) instanceof Value.Numeric number ? (Double) number.number() : null;
  }
}
