package io.millrace.metrics.anomaly;

import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code expression}: the {@code expressions} of the settings by name, in the Common Expression Language. Each is a figure,
 * with 1 for true; a condition that is true is a finding too. They may use
 *
 * <ul>
 *   <li>{@code count}: how many rows there are
 *   <li>{@code stats}: figures by feature, such as {@code stats.response_time.p95}; the names are those of
 *       {@link StatisticsFunction}
 *   <li>{@code values}: values by feature, such as {@code values.response_time.exists(v, v > 5)}
 *   <li>{@code sources}: figures by source and feature, such as {@code sources["cam-1"].response_time.mean}
 * </ul>
 *
 * Figures and values are doubles: they may be compared with {@code < 5}, but only {@code == 5.0} and {@code + 5.0} have the
 * same type on both sides.
 */
public final class ExpressionFunction implements MetricFunction {
  @Override
  public String name() {
    return "expression";
  }

  @Override
  public WindowFunction configure(Settings settings) {
    var expressions = settings.texts("expressions").entrySet().stream()
        .map(entry -> Expression.of(entry.getKey(), entry.getValue()))
        .toList();
    if (expressions.isEmpty()) {
      throw new IllegalArgumentException("expressions: there are none");
    }
    return values -> evaluate(expressions, values);
  }

  private static FunctionResult evaluate(List<Expression> expressions, WindowValues values) {
    var variables = variables(values);
    var figures = new TreeMap<String, Double>();
    var findings = new ArrayList<Finding>();
    var errors = new ArrayList<String>();
    for (var expression : expressions) {
      try {
        double value = expression.evaluate(variables);
        figures.put(expression.name(), value);
        if (expression.isCondition() && value == 1) {
          findings.add(new Finding(expression.name(), null, null, 1));
        }
      } catch (CelEvaluationException e) {
        errors.add("expression \"%s\": %s".formatted(expression.name(), e.getMessage()));
      }
    }
    return new FunctionResult(
        figures, findings, errors.size(), errors.isEmpty() ? null : errors.get(0));
  }

  private static Map<String, Object> variables(WindowValues values) {
    var columns = values.columns();
    var lists = new HashMap<String, List<Double>>();
    columns.forEach(
        (feature, column) -> lists.put(feature, Arrays.stream(column).boxed().toList()));
    var sources = new HashMap<String, Map<String, Map<String, Double>>>();
    values.columnsBySource().forEach((source, its) -> sources.put(source, figures(its)));
    return Map.of(
        "count",
        (long) values.rows().size(),
        "stats",
        figures(columns),
        "values",
        lists,
        "sources",
        sources);
  }

  private static Map<String, Map<String, Double>> figures(Map<String, double[]> columns) {
    var figures = new HashMap<String, Map<String, Double>>();
    columns.forEach((feature, column) -> figures.put(feature, Statistics.of(column)));
    return figures;
  }
}
