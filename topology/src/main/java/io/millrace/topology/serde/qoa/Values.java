package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.Value;
import io.millrace.model.qoa.WellFormed;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** What stands in a report as an observed value. */
final class Values {
  private Values() {}

  static Value of(JsonNode node) {
    if (node.isNumber()) {
      return Value.of(node.doubleValue());
    }
    if (node.isString()) {
      return new Value.Text(WellFormed.text(node.asString()));
    }
    return node.isNull()
        ? new Value.Invalid("null")
        : new Value.Structured(Objects.requireNonNull(JsonTrees.toJdk(node)));
  }
}
