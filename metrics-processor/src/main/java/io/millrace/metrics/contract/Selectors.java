package io.millrace.metrics.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective.Windowed;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which samples a contract's expressions need. */
final class Selectors {
  private Selectors() {}

  /** The selectors in the order of the contract, each with whether a percentile is taken of it. */
  static Map<MetricSelector, Boolean> of(Contract contract) {
    var all = new LinkedHashMap<MetricSelector, Boolean>();
    contract.metrics().values().forEach(expression -> add(expression, all));
    for (var objective : contract.objectives()) {
      if (objective.measure() instanceof Windowed windowed) {
        add(windowed.expression(), all);
      }
    }
    return all;
  }

  private static void add(Expression expression, Map<MetricSelector, Boolean> all) {
    if (expression instanceof Expression.Ratio ratio) {
      add(ratio.numerator(), all);
      add(ratio.denominator(), all);
    } else if (expression instanceof Expression.Aggregated leaf) {
      boolean percentile = leaf.aggregate().function() == Aggregate.Function.PERCENTILE;
      all.merge(leaf.of(), percentile, Boolean::logicalOr);
    }
  }
}
