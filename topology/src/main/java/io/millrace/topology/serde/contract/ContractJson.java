package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Contract;
import io.millrace.topology.serde.Json;
import tools.jackson.databind.node.ObjectNode;

/** Contracts in Millrace's own form, in which they stand on the log; {@link ContractReader} reads it. */
final class ContractJson {
  private ContractJson() {}

  static ObjectNode write(Contract contract) {
    var node = Json.MAPPER.createObjectNode();
    node.put("contract_id", contract.id());
    Tree.put(node, "tenant_id", contract.tenant());
    node.put("application", contract.application());
    Tree.put(node, "effective_from", contract.effectiveFrom());
    Tree.put(node, "effective_until", contract.effectiveUntil());
    var objectives = node.putArray("objectives");
    contract.objectives().forEach(objective -> objectives.add(ObjectiveJson.write(objective)));
    if (!contract.metrics().isEmpty()) {
      var metrics = node.putObject("metrics");
      contract
          .metrics()
          .forEach((name, expression) -> metrics.set(name, ExpressionJson.write(expression)));
    }
    if (contract.utility() != null) {
      node.set("utility", UtilityJson.write(contract.utility()));
    }
    Tree.addMore(contract.more(), node);
    return node;
  }
}
