package io.millrace.metrics.anomaly;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.descriptive.DoubleStatistics;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.Statistic;

/** The usual figures of a feature. */
final class Statistics {
  private static final Quantile QUANTILE = Quantile.withDefaults().withCopy(true);

  private Statistics() {}

  /** {@code count}, {@code sum}, {@code mean}, {@code min}, {@code max}, {@code deviation}, {@code p50}, {@code p95}. */
  static Map<String, Double> of(double[] values) {
    var figures = new LinkedHashMap<String, Double>();
    figures.put("count", (double) values.length);
    if (values.length == 0) {
      return figures;
    }
    var all = DoubleStatistics.of(
        EnumSet.of(
            Statistic.SUM,
            Statistic.MEAN,
            Statistic.MIN,
            Statistic.MAX,
            Statistic.STANDARD_DEVIATION),
        values);
    figures.put("sum", all.getAsDouble(Statistic.SUM));
    figures.put("mean", all.getAsDouble(Statistic.MEAN));
    figures.put("min", all.getAsDouble(Statistic.MIN));
    figures.put("max", all.getAsDouble(Statistic.MAX));
    figures.put("deviation", all.getAsDouble(Statistic.STANDARD_DEVIATION));
    figures.put("p50", QUANTILE.evaluate(values, 0.5));
    figures.put("p95", QUANTILE.evaluate(values, 0.95));
    return figures;
  }

  static double median(double[] values) {
    return QUANTILE.evaluate(values, 0.5);
  }
}
