package io.millrace.metrics.anomaly;

import java.util.List;
import java.util.TreeMap;

/** {@code statistics}: count, sum, mean, least, greatest, deviation, median and 95th percentile of each feature. */
public final class StatisticsFunction implements MetricFunction {
  @Override
  public String name() {
    return "statistics";
  }

  @Override
  public WindowFunction configure(Settings settings) {
    return values -> {
      var figures = new TreeMap<String, Double>();
      values
          .columns()
          .forEach((feature, column) -> Statistics.of(column)
              .forEach((figure, value) -> figures.put(feature + "." + figure, value)));
      return FunctionResult.of(figures, List.of());
    };
  }
}
