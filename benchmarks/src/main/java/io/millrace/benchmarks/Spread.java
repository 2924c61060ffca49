package io.millrace.benchmarks;

import java.util.List;

/** The middle and the ends of a label's rounds; with an even count the middle is the mean of the two inner values. */
public record Spread(double median, double min, double max) {

  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values to take a median of");
    }
    var sorted = values.stream().sorted().toList();
    int upper = sorted.size() / 2;
    int lower = (sorted.size() - 1) / 2;
    return new Spread(
        (sorted.get(lower) + sorted.get(upper)) / 2, sorted.get(0), sorted.get(sorted.size() - 1));
  }
}
