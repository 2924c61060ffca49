package io.millrace.topology.serde.contract;

import io.millrace.model.contract.ContractUtility;
import io.millrace.model.contract.InvalidContractException;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A contract's utility as JSON. */
final class ContractUtilityJson {
  private static final String SCORE = "utility";

  private ContractUtilityJson() {}

  static boolean isUtility(JsonNode json) {
    return json.has(SCORE) && !json.has("verdict");
  }

  static ObjectNode write(ContractUtility utility) {
    var node = Json.MAPPER.createObjectNode();
    node.put("contract_id", utility.contract());
    Tree.put(node, "tenant_id", utility.tenant());
    node.put("pipeline_id", utility.application());
    node.put("timestamp", utility.at().toString());
    node.put(SCORE, utility.score());
    var missing = node.putArray("missing");
    utility.missing().forEach(missing::add);
    return node;
  }

  static ContractUtility read(JsonNode json) {
    var mistakes = new ArrayList<String>();
    var fields = new Fields("", json, mistakes);
    var contract = fields.requiredText("contract_id");
    var tenant = fields.text("tenant_id");
    var application = fields.requiredText("pipeline_id");
    var at = EventFields.requiredTime(fields, "timestamp");
    var score = fields.requiredNumber(SCORE);
    var missing = new ArrayList<String>();
    json.path("missing").forEach(metric -> missing.add(metric.asString()));
    if (!mistakes.isEmpty()) {
      throw new InvalidContractException(mistakes);
    }
    return new ContractUtility(
        Objects.requireNonNull(contract),
        tenant,
        Objects.requireNonNull(application),
        Objects.requireNonNull(at),
        Objects.requireNonNull(score),
        missing);
  }
}
