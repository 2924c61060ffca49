package io.millrace.metrics.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.statistics.inference.TTest;

/**
 * {@code source-differences}: how far the mean of each source is from that of all others. A source is found where Welch's
 * t-test says so, with one false finding or more in a window at the rate {@code false-alarm-rate} at most. Sources with
 * fewer values than {@code least-values} are compared with nobody.
 */
public final class SourceDifferencesFunction implements MetricFunction {
  @Override
  public String name() {
    return "source-differences";
  }

  @Override
  public WindowFunction configure(Settings settings) {
    double rate = settings.positive("false-alarm-rate", 0.01);
    int least = settings.whole("least-values", 5, 2);
    if (rate >= 1) {
      throw new IllegalArgumentException("false-alarm-rate: %s is not below 1".formatted(rate));
    }
    return values -> compare(values, rate, least);
  }

  private static FunctionResult compare(WindowValues values, double rate, int least) {
    var bySource = values.columnsBySource();
    var figures = new TreeMap<String, Double>();
    var findings = new ArrayList<Finding>();
    double level = rate / Math.max(1, bySource.size() * values.features().size());
    for (var source : bySource.keySet()) {
      for (var feature : values.features()) {
        var own = column(bySource, source, feature);
        var others = others(bySource, source, feature);
        if (own.length >= least && others.length >= least) {
          double difference = mean(own) - mean(others);
          figures.put(feature + "." + source + ".difference", difference);
          if (pValue(own, others) < level) {
            findings.add(new Finding(feature, source, null, difference));
          }
        }
      }
    }
    return FunctionResult.of(figures, findings);
  }

  private static double[] column(
      Map<String, Map<String, double[]>> bySource, String source, String feature) {
    return bySource.getOrDefault(source, Map.of()).getOrDefault(feature, new double[0]);
  }

  private static double[] others(
      Map<String, Map<String, double[]>> bySource, String source, String feature) {
    return bySource.keySet().stream()
        .filter(other -> !other.equals(source))
        .map(other -> column(bySource, other, feature))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  // Where neither varies, the test has nothing to measure by, and any difference is one.
  private static double pValue(double[] own, double[] others) {
    if (isConstant(own) && isConstant(others)) {
      return own[0] == others[0] ? 1 : 0;
    }
    return TTest.withDefaults().test(own, others).getPValue();
  }

  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }
}
