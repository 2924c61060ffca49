package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Condition;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code {"operator": "less_equal", "value": 0.3}} or {@code {"operator": "range", "value": {"min": 0, "max": 1}}}. */
final class ConditionJson {
  private static final String RANGE = "range";
  private static final String[][] BOUNDS = {{"min", "max"}, {"lower", "upper"}, {"low", "high"}};

  private ConditionJson() {}

  /** The condition in the fields {@code operator} and {@code value}, with that prefix; null if it is none. */
  static @Nullable Condition read(Fields fields, String prefix) {
    var operator = fields.requiredText(prefix + "operator");
    if (RANGE.equalsIgnoreCase(operator)) {
      return range(fields, prefix + "value");
    }
    var bound = fields.requiredNumber(prefix + "value");
    if (operator == null) {
      return null;
    }
    var known = Names.OPERATORS.get(operator.toLowerCase(Locale.ROOT));
    if (known == null) {
      fields.mistake(
          prefix + "operator",
          "one of %s or range is wanted, not \"%s\"".formatted(Names.OPERATORS.keySet(), operator));
    }
    return known == null || bound == null ? null : new Condition.Comparison(known, bound);
  }

  static @Nullable Condition range(Fields fields, String name) {
    var value = fields.get(name);
    if (value == null) {
      fields.mistake(name, "is missing");
      return null;
    }
    var lowest = bound(value, 0);
    var highest = bound(value, 1);
    if (lowest == null || highest == null) {
      fields.mistake(
          name, "a range is {\"min\": number, \"max\": number} or [number, number], not " + value);
      return null;
    }
    if (lowest > highest) {
      fields.mistake(name, "a range from %s to %s holds nothing".formatted(lowest, highest));
      return null;
    }
    return new Condition.Range(lowest, highest);
  }

  private static @Nullable Double bound(JsonNode value, int side) {
    if (value.isArray() && value.size() == 2) {
      return Fields.number(value.get(side));
    }
    for (var names : BOUNDS) {
      if (value.isObject() && value.has(names[side])) {
        return Fields.number(value.get(names[side]));
      }
    }
    return null;
  }

  /** Writes the fields {@code operator} and {@code value}, with that prefix. */
  static void write(Condition condition, String prefix, ObjectNode node) {
    if (condition instanceof Condition.Range range) {
      node.put(prefix + "operator", RANGE);
      node.putObject(prefix + "value").put("min", range.lowest()).put("max", range.highest());
    } else {
      var comparison = (Condition.Comparison) condition;
      node.put(prefix + "operator", comparison.operator().symbol());
      node.put(prefix + "value", comparison.bound());
    }
  }
}
