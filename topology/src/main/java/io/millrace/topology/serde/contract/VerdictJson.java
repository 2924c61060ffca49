package io.millrace.topology.serde.contract;

import static io.millrace.topology.serde.contract.EventFields.required;

import io.millrace.model.contract.InvalidContractException;
import io.millrace.model.contract.Severity;
import io.millrace.model.contract.Verdict;
import io.millrace.model.contract.Verdict.Status;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Verdicts as JSON. */
final class VerdictJson {
  private VerdictJson() {}

  static ObjectNode write(Verdict verdict) {
    var node = Json.MAPPER.createObjectNode();
    node.put("verdict", Names.of(verdict.status()));
    node.put("timestamp", verdict.at().toString());
    EventFields.write(verdict.of(), node);
    EventFields.write(verdict.evidence(), node);
    if (verdict.severity() != null) {
      node.put("severity", Names.of(verdict.severity()));
    }
    Tree.put(node, "reason", verdict.reason());
    Tree.addMore(verdict.more(), node);
    return node;
  }

  static Verdict read(JsonNode json) {
    var mistakes = new ArrayList<String>();
    var fields = new Fields("", json, mistakes);
    var status = required(fields, "verdict", fields.oneOf("verdict", Names.of(Status.class)));
    var at = EventFields.requiredTime(fields, "timestamp");
    var of = EventFields.readRef(fields);
    var evidence = EventFields.readEvidence(fields);
    var severity = fields.oneOf("severity", Names.of(Severity.class));
    var reason = fields.text("reason");
    if (!mistakes.isEmpty()) {
      throw new InvalidContractException(mistakes);
    }
    return new Verdict(
        Objects.requireNonNull(of),
        Objects.requireNonNull(at),
        Objects.requireNonNull(status),
        Objects.requireNonNull(evidence),
        severity,
        reason,
        fields.rest());
  }
}
