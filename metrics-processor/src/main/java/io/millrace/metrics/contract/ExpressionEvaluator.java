package io.millrace.metrics.contract;

import io.millrace.model.contract.Expression;
import io.millrace.model.contract.TimeRange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes expressions over a range, each consumer-defined metric once. */
public final class ExpressionEvaluator {
  private final Map<String, Expression> metrics;
  private final Measurements measurements;
  private final TimeRange range;
  private final Map<String, @Nullable Measurement> known = new HashMap<>();

  /** @param metrics what references mean; without cycles, as those of a contract are */
  public ExpressionEvaluator(
      Map<String, Expression> metrics, Measurements measurements, TimeRange range) {
    this.metrics = metrics;
    this.measurements = measurements;
    this.range = range;
  }

  /** The value; null where a part of it was not measured. */
  public @Nullable Measurement evaluate(Expression expression) {
    if (expression instanceof Expression.Aggregated leaf) {
      return measurements.measure(leaf.of(), leaf.aggregate(), range);
    }
    if (expression instanceof Expression.Ratio ratio) {
      return divide(evaluate(ratio.numerator()), evaluate(ratio.denominator()));
    }
    return resolve(((Expression.Reference) expression).metric());
  }

  private @Nullable Measurement resolve(String metric) {
    if (known.containsKey(metric)) {
      return known.get(metric);
    }
    var expression = metrics.get(metric);
    if (expression == null) {
      throw new IllegalArgumentException("there is no metric \"%s\" to refer to; defined are %s"
          .formatted(metric, metrics.keySet()));
    }
    var value = evaluate(expression);
    known.put(metric, value);
    return value;
  }

  // A ratio rests on the samples of what it divides by.
  private static @Nullable Measurement divide(
      @Nullable Measurement numerator, @Nullable Measurement denominator) {
    if (numerator == null || denominator == null) {
      return null;
    }
    return new Measurement(
        denominator.value() == 0 ? 0 : numerator.value() / denominator.value(),
        denominator.samples(),
        numerator.precision().and(denominator.precision()),
        numerator.provisional() || denominator.provisional());
  }
}
