package io.millrace.metrics.contract.samples;

import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Objective.Budgeted;
import io.millrace.model.contract.Objective.Windowed;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that a contract looks at. Labels do not matter here: a value that a filter leaves out still says that the
 * metric was reported.
 *
 * @param all whether it looks at every metric, whatever its name
 */
public record Interest(boolean all, Set<String> metrics) {
  public Interest {
    metrics = Set.copyOf(metrics);
  }

  /** Of all objectives and of the utility. */
  public static Interest of(Contract contract) {
    var names = new HashSet<@Nullable String>();
    contract.metrics().values().forEach(expression -> add(expression, names));
    for (var objective : contract.objectives()) {
      if (objective.measure() instanceof Windowed windowed) {
        add(windowed.expression(), names);
      } else if (objective.measure() instanceof Budgeted budgeted) {
        add(budgeted.events(), names);
      }
    }
    if (contract.utility() != null) {
      contract.utility().terms().forEach(term -> names.add(term.metric()));
    }
    boolean all = names.remove(null);
    return new Interest(all, Set.copyOf(names));
  }

  private static void add(Expression expression, Set<@Nullable String> names) {
    if (expression instanceof Expression.Aggregated leaf) {
      add(leaf.of(), names);
    } else if (expression instanceof Expression.Ratio ratio) {
      add(ratio.numerator(), names);
      add(ratio.denominator(), names);
    }
  }

  private static void add(MetricSelector selector, Set<@Nullable String> names) {
    names.add(selector.metric());
  }

  public boolean includes(String metric) {
    return all || metrics.contains(metric);
  }
}
