package io.millrace.launcher.play.check;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a window came to.
 *
 * @param missing values that were no finite number
 * @param late values that came too late for it; none where nothing can be late
 * @param numbers mean, extremes and quantiles by name; empty of nothing
 */
record Figures(long count, long missing, long late, Map<String, Double> numbers) {
  static final Map<String, Double> QUANTILES = quantiles();
  static final String MEAN = "mean";
  static final String MIN = "min";
  static final String MAX = "max";

  private static Map<String, Double> quantiles() {
    var all = new LinkedHashMap<String, Double>();
    all.put("p50", 0.5);
    all.put("p90", 0.9);
    all.put("p95", 0.95);
    all.put("p99", 0.99);
    all.put("p99.9", 0.999);
    return all;
  }

  @Nullable
  Double number(String name) {
    return numbers.get(name);
  }
}
