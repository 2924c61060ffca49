package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Evidence;
import io.millrace.model.contract.ObjectiveRef;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.Scope;
import io.millrace.model.contract.TimeRange;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What verdicts and violations have in common, under the names of ROHE's violation events where it has them. */
final class EventFields {
  private EventFields() {}

  static void write(ObjectiveRef of, ObjectNode node) {
    node.put("contract_id", of.contract());
    Tree.put(node, "tenant_id", of.tenant());
    node.put("pipeline_id", of.scope().application());
    Tree.put(node, "stage", of.scope().stage());
    Tree.put(node, "instance", of.scope().instance());
    node.put("objective", of.objective());
    node.put("metric_name", of.metric());
  }

  static @Nullable ObjectiveRef readRef(Fields fields) {
    int before = fields.mistakes().size();
    var contract = fields.requiredText("contract_id");
    var tenant = fields.text("tenant_id");
    var application = fields.requiredText("pipeline_id");
    var stage = fields.text("stage");
    var instance = fields.text("instance");
    var objective = fields.requiredText("objective");
    var metric = fields.requiredText("metric_name");
    if (instance != null && stage == null) {
      fields.mistake("stage", "is missing, although there is an instance");
    }
    return fields.mistakes().size() > before
        ? null
        : new ObjectiveRef(
            Objects.requireNonNull(contract),
            tenant,
            Objects.requireNonNull(objective),
            Objects.requireNonNull(metric),
            new Scope(Objects.requireNonNull(application), stage, instance));
  }

  static void write(Evidence evidence, ObjectNode node) {
    ConditionJson.write(evidence.condition(), "threshold_", node);
    node.put("window_start", evidence.window().start().toString());
    node.put("window_end", evidence.window().end().toString());
    if (evidence.value() != null) {
      node.put("actual_value", evidence.value());
    }
    node.put("samples", evidence.samples());
    node.put("precision", Names.of(evidence.precision()));
    node.put("provisional", evidence.provisional());
  }

  static @Nullable Evidence readEvidence(Fields fields) {
    int before = fields.mistakes().size();
    var condition = ConditionJson.read(fields, "threshold_");
    var start = requiredTime(fields, "window_start");
    var end = requiredTime(fields, "window_end");
    var value = fields.number("actual_value");
    var samples = fields.count("samples");
    var precision = fields.oneOf("precision", Names.of(Precision.class));
    var provisional = fields.flag("provisional");
    if (start != null && end != null && !start.isBefore(end)) {
      fields.mistake("window_end", "%s is not after window_start, %s".formatted(end, start));
    }
    return fields.mistakes().size() > before
        ? null
        : new Evidence(
            Objects.requireNonNull(condition),
            new TimeRange(Objects.requireNonNull(start), Objects.requireNonNull(end)),
            value,
            samples == null ? 0 : samples,
            Objects.requireNonNullElse(precision, Precision.EXACT),
            provisional != null && provisional);
  }

  static @Nullable Instant requiredTime(Fields fields, String name) {
    fields.requiredText(name);
    return fields.has(name) ? fields.time(name) : null;
  }

  static <E> @Nullable E required(Fields fields, String name, @Nullable E value) {
    if (!fields.has(name)) {
      fields.mistake(name, "is missing");
    }
    return value;
  }
}
