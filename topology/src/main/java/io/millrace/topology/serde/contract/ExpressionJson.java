package io.millrace.topology.serde.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.topology.serde.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Expression trees in ROHE's form: {@code {"type": "ratio", "operands": [..]}}, {@code {"type":
 * "percentile", "percentile_value": 0.95, "filters": {"name": "response_time"}}}, {@code {"type":
 * "cdm_ref", "cdm_ref": "error_rate"}}. The filter {@code name} chooses the metric.
 */
final class ExpressionJson {
  private static final String METRIC = "name";
  private static final Map<String, Function> FUNCTIONS = functions();

  private ExpressionJson() {}

  private static Map<String, Function> functions() {
    var names = new LinkedHashMap<String, Function>();
    names.put("avg", Function.AVERAGE);
    names.putAll(Names.of(Function.class));
    return names;
  }

  /** The expression; null if it is none. */
  static @Nullable Expression read(Fields fields) {
    var type = fields.requiredText("type");
    if (type == null) {
      return null;
    }
    return switch (type) {
      case "ratio" -> ratio(fields);
      case "cdm_ref" -> reference(fields);
      default -> aggregated(fields, type);
    };
  }

  private static @Nullable Expression ratio(Fields fields) {
    var operands = fields.objects("operands");
    if (operands.size() != 2) {
      fields.mistake("operands", "a ratio has 2, not %d".formatted(operands.size()));
      return null;
    }
    var numerator = read(operands.get(0));
    var denominator = read(operands.get(1));
    return numerator == null || denominator == null
        ? null
        : new Expression.Ratio(numerator, denominator);
  }

  private static @Nullable Expression reference(Fields fields) {
    var name = fields.requiredText("cdm_ref");
    return name == null ? null : new Expression.Reference(name);
  }

  private static @Nullable Expression aggregated(Fields fields, String type) {
    int before = fields.mistakes().size();
    var function = FUNCTIONS.get(type);
    if (function == null) {
      fields.mistake(
          "type",
          "one of %s, ratio or cdm_ref is wanted, not \"%s\"".formatted(FUNCTIONS.keySet(), type));
    }
    var aggregate = function == null ? null : aggregate(fields, function, "percentile_value");
    var filters = new HashMap<>(fields.texts("filters"));
    var metric = filters.remove(METRIC);
    return aggregate == null || fields.mistakes().size() > before
        ? null
        : new Expression.Aggregated(aggregate, new MetricSelector(metric, filters));
  }

  /** The aggregate of that function, a percentile's fraction read from that field; null if that is wrong. */
  static @Nullable Aggregate aggregate(Fields fields, Function function, String fractionField) {
    if (function != Function.PERCENTILE) {
      return Aggregate.of(function);
    }
    var fraction = fields.requiredNumber(fractionField);
    if (fraction == null) {
      return null;
    }
    if (fraction < 0 || fraction > 1) {
      fields.mistake(fractionField, "a fraction from 0 to 1 is wanted, not " + fraction);
      return null;
    }
    return Aggregate.percentile(fraction);
  }

  static ObjectNode write(Expression expression) {
    var node = Json.MAPPER.createObjectNode();
    if (expression instanceof Expression.Ratio ratio) {
      node.put("type", "ratio");
      node.putArray("operands").add(write(ratio.numerator())).add(write(ratio.denominator()));
    } else if (expression instanceof Expression.Reference reference) {
      node.put("type", "cdm_ref").put("cdm_ref", reference.metric());
    } else {
      write((Expression.Aggregated) expression, node);
    }
    return node;
  }

  private static void write(Expression.Aggregated leaf, ObjectNode node) {
    var function = leaf.aggregate().function();
    node.put("type", function == Function.AVERAGE ? "avg" : Names.of(function));
    if (leaf.aggregate().fraction() != null) {
      node.put("percentile_value", leaf.aggregate().fraction());
    }
    var filters = new LinkedHashMap<String, String>();
    if (leaf.of().metric() != null) {
      filters.put(METRIC, leaf.of().metric());
    }
    leaf.of().filters().forEach(filters::putIfAbsent);
    if (!filters.isEmpty()) {
      node.set("filters", Json.MAPPER.valueToTree(filters));
    }
  }
}
