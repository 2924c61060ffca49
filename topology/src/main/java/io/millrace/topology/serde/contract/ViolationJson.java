package io.millrace.topology.serde.contract;

import static io.millrace.topology.serde.contract.EventFields.required;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.InvalidContractException;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Violations as JSON: all fields of ROHE's violation event, and more. */
final class ViolationJson {
  private ViolationJson() {}

  static ObjectNode write(Violation violation) {
    var node = Json.MAPPER.createObjectNode();
    node.put("event_id", violation.id());
    node.put("event", Names.of(violation.kind()));
    node.put("timestamp", violation.at().toString());
    node.put("opened_at", violation.openedAt().toString());
    EventFields.write(violation.of(), node);
    EventFields.write(violation.evidence(), node);
    node.put("severity", Names.of(violation.severity()));
    node.put("worst_value", violation.worst());
    node.put("recommended_action", Names.of(violation.recommendedAction()));
    Tree.addMore(violation.more(), node);
    return node;
  }

  static Violation read(JsonNode json) {
    var mistakes = new ArrayList<String>();
    var fields = new Fields("", json, mistakes);
    var id = fields.requiredText("event_id");
    var kind = required(fields, "event", fields.oneOf("event", Names.of(Kind.class)));
    var at = EventFields.requiredTime(fields, "timestamp");
    var openedAt = EventFields.requiredTime(fields, "opened_at");
    var of = EventFields.readRef(fields);
    var evidence = EventFields.readEvidence(fields);
    var severity = required(fields, "severity", fields.oneOf("severity", Names.of(Severity.class)));
    var worst = fields.requiredNumber("worst_value");
    var action = required(
        fields, "recommended_action", fields.oneOf("recommended_action", Names.of(Action.class)));
    if (!mistakes.isEmpty()) {
      throw new InvalidContractException(mistakes);
    }
    return new Violation(
        Objects.requireNonNull(id),
        Objects.requireNonNull(kind),
        Objects.requireNonNull(of),
        Objects.requireNonNull(at),
        Objects.requireNonNull(openedAt),
        Objects.requireNonNull(evidence),
        Objects.requireNonNull(severity),
        Objects.requireNonNull(worst),
        Objects.requireNonNull(action),
        fields.rest());
  }
}
