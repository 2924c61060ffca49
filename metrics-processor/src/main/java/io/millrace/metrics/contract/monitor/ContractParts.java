package io.millrace.metrics.contract.monitor;

import io.millrace.model.contract.Action;
import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Category;
import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective;
import io.millrace.model.contract.Objective.Hold;
import io.millrace.model.contract.Objective.Windowed;
import io.millrace.model.contract.Utility;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Contracts of a part of a contract: measuring them keeps no samples that only other parts need. */
final class ContractParts {
  private ContractParts() {}

  /** The contract with this objective alone, and the metrics that it refers to. */
  static Contract of(Contract contract, Objective objective) {
    var metrics = new LinkedHashMap<String, Expression>();
    if (objective.measure() instanceof Windowed windowed) {
      addReferred(windowed.expression(), contract, metrics);
    }
    return with(contract, List.of(objective), metrics);
  }

  /** A contract that measures the mean of each metric of the utility; of consumer-defined ones their value. */
  static Contract of(Contract contract, Utility utility) {
    var metrics = new LinkedHashMap<String, Expression>();
    var objectives = new ArrayList<Objective>();
    for (var metric : metrics(utility)) {
      var expression = expression(contract, metric);
      addReferred(expression, contract, metrics);
      objectives.add(new Objective(
          metric,
          Category.SERVICE,
          metric,
          new Windowed(expression, Objective.DEFAULT_WINDOW),
          new Comparison(Operator.GREATER_EQUAL, 0),
          1,
          Hold.NONE,
          Action.ALERT,
          Map.of()));
    }
    return with(contract, objectives, metrics);
  }

  /** The metrics of the terms, each once. */
  static List<String> metrics(Utility utility) {
    var names = new LinkedHashSet<String>();
    utility.terms().forEach(term -> names.add(term.metric()));
    return List.copyOf(names);
  }

  /** What a utility measures under that name. */
  static Expression expression(Contract contract, String metric) {
    return contract.metrics().containsKey(metric)
        ? new Expression.Reference(metric)
        : new Expression.Aggregated(Aggregate.of(Function.AVERAGE), MetricSelector.of(metric));
  }

  private static Contract with(
      Contract contract, List<Objective> objectives, Map<String, Expression> metrics) {
    return new Contract(
        contract.id(),
        contract.tenant(),
        contract.application(),
        null,
        null,
        objectives,
        metrics,
        null,
        Map.of());
  }

  private static void addReferred(
      Expression expression, Contract contract, Map<String, Expression> metrics) {
    if (expression instanceof Expression.Ratio ratio) {
      addReferred(ratio.numerator(), contract, metrics);
      addReferred(ratio.denominator(), contract, metrics);
    } else if (expression instanceof Expression.Reference reference) {
      var referred = contract.metrics().get(reference.metric());
      if (referred != null && metrics.put(reference.metric(), referred) == null) {
        addReferred(referred, contract, metrics);
      }
    }
  }
}
