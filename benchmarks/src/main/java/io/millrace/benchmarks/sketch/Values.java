package io.millrace.benchmarks.sketch;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** The values of a distribution, the same in every run, and their true quantiles. */
record Values(String distribution, double[] drawn, double[] sorted) {
  private static final long SEED = 20260101;

  static Values lognormal(int many) {
    return draw("lognormal", many, random -> Math.exp(3 + 1.2 * random.nextGaussian()));
  }

  static Values pareto(int many) {
    return draw("Pareto(1.5)", many, random -> Math.pow(1 - random.nextDouble(), -1 / 1.5));
  }

  /** Seven in ten around 5, the others around 250. */
  static Values bimodal(int many) {
    return draw(
        "bimodal",
        many,
        random -> random.nextInt(10) < 7
            ? 5 + 0.5 * random.nextGaussian()
            : 250 + 20 * random.nextGaussian());
  }

  private static Values draw(String distribution, int many, ToDoubleFunction<Random> one) {
    var random = new Random(SEED);
    var drawn = new double[many];
    Arrays.setAll(drawn, i -> one.applyAsDouble(random));
    var sorted = drawn.clone();
    Arrays.sort(sorted);
    return new Values(distribution, drawn, sorted);
  }

  /** The value of rank ⌊q (n − 1)⌋. */
  double quantile(double q) {
    return sorted[(int) (q * (sorted.length - 1))];
  }
}
