package io.millrace.model.qoa;

import java.util.Map;

/**
 * How predicted numbers compare with true ones.
 *
 * @param count how many rows were predicted as numbers and their truth known
 * @param absolutes the sum of |predicted − true|
 * @param squares the sum of (predicted − true)²
 */
public record NumberTally(long count, double absolutes, double squares) {
  public static final NumberTally NONE = new NumberTally(0, 0, 0);

  /** Adds the mean errors, where there are any. */
  void addTo(Map<String, Double> metrics) {
    if (count > 0) {
      metrics.put("mse", squares / count);
      metrics.put("rmse", Math.sqrt(squares / count));
      metrics.put("mae", absolutes / count);
    }
  }

  NumberTally plus(NumberTally other) {
    return new NumberTally(
        count + other.count, absolutes + other.absolutes, squares + other.squares);
  }
}
