package io.millrace.metrics.contract;

import io.millrace.model.contract.Utility;
import io.millrace.model.contract.Utility.Combination;
import io.millrace.model.contract.Utility.Goal;
import io.millrace.model.contract.Utility.Scale;
import io.millrace.model.contract.Utility.Scaling;
import io.millrace.model.contract.Utility.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A composite utility: Σ weight · scaled(combination of the members' values), where scaled lies between 0
 * and 1 and is turned round for what is to be small.
 *
 * @param value of the terms whose metric was measured
 * @param missing metrics that nobody reported, or not as finite numbers; with any, the value is partial
 */
public record UtilityScore(double value, List<String> missing) {
  public UtilityScore {
    missing = List.copyOf(missing);
  }

  /** @param members the values of a metric, one for each member (instance or stage); empty: not measured */
  public static UtilityScore of(Utility utility, Function<String, List<Double>> members) {
    double score = 0;
    var missing = new ArrayList<String>();
    for (var term : utility.terms()) {
      var values = members.apply(term.metric());
      if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
        missing.add(term.metric());
      } else {
        score += term.weight() * utility(term, combine(term.combination(), values));
      }
    }
    return new UtilityScore(score, missing);
  }

  private static double utility(Term term, double value) {
    double scaled = scale(term.scale(), value);
    return term.goal() == Goal.MIN ? 1 - scaled : scaled;
  }

  static double scale(Scale scale, double value) {
    double within = Math.min(Math.max(value, scale.least()), scale.most());
    return scale.scaling() == Scaling.LINEAR
        ? (within - scale.least()) / (scale.most() - scale.least())
        : StrictMath.log(within / scale.least()) / StrictMath.log(scale.most() / scale.least());
  }

  static double combine(Combination combination, List<Double> values) {
    return switch (combination) {
      case PROD -> values.stream().reduce(1.0, (a, b) -> a * b);
      case RPROD -> 1 - values.stream().reduce(1.0, (a, b) -> a * (1 - b));
      case SUM -> values.stream().reduce(0.0, Double::sum);
      case AVG -> values.stream().reduce(0.0, Double::sum) / values.size();
      case MIN -> values.stream().reduce(Double.POSITIVE_INFINITY, Math::min);
      case MAX -> values.stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
    };
  }
}
