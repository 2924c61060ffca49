package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Condition;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One metric in the form before QoA4ML's schema 0.3: {@code {"operators": ["min"], "value": "0.99"}}. Its
 * one type of machine, where it names one, is taken as the label {@code machinetypes}.
 */
final class EarlyForm {
  private static final String OPERATORS = "operators";
  private static final String MACHINES = "machinetypes";
  private static final Map<String, Operator> BOUNDS =
      Map.of("min", Operator.GREATER_EQUAL, "max", Operator.LESS_EQUAL);

  private EarlyForm() {}

  static @Nullable Condition condition(Fields fields) {
    var operators = texts(fields.get(OPERATORS));
    if (operators.size() != 1) {
      fields.mistake(OPERATORS, "one of min, max and range is wanted, not " + operators);
      fields.number("value");
      return null;
    }
    var operator = operators.get(0);
    if (operator.equals("range")) {
      return ConditionJson.range(fields, "value");
    }
    if (!BOUNDS.containsKey(operator)) {
      fields.mistake(
          OPERATORS, "one of min, max and range is wanted, not \"%s\"".formatted(operator));
    }
    var value = fields.requiredNumber("value");
    var known = BOUNDS.get(operator);
    return known == null || value == null ? null : new Comparison(known, value);
  }

  /** The other fields, the type of machine as a filter. */
  static Fields rest(Fields fields) {
    var node = (ObjectNode) fields.node().deepCopy();
    node.remove(List.of(OPERATORS, "value"));
    var machines = texts(node.get(MACHINES));
    if (machines.size() == 1) {
      node.putObject("filters").put(MACHINES, machines.get(0));
    }
    return new Fields(fields.path(), node, fields.mistakes());
  }

  private static List<String> texts(@Nullable JsonNode value) {
    if (value == null) {
      return List.of();
    }
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).toList()
        : List.of(value.asString());
  }
}
