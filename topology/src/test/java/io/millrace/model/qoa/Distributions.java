package io.millrace.model.qoa;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Values as they occur in the field, and their true quantiles. */
enum Distributions {
  LOGNORMAL(random -> Math.exp(3 + 1.2 * random.nextGaussian())),
  PARETO(random -> Math.pow(1 - random.nextDouble(), -1 / 1.5)),
  BIMODAL(random ->
      random.nextInt(10) < 7 ? 5 + 0.5 * random.nextGaussian() : 250 + 20 * random.nextGaussian()),
  SIGNED(random -> random.nextInt(8) == 0 ? 0 : 100 * random.nextGaussian());

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final ToDoubleFunction<Random> draw;

  Distributions(ToDoubleFunction<Random> draw) {
    this.draw = draw;
  }

  /** One of them for each seed, in turn. */
  static Distributions any(int seed) {
    var all = List.of(values());
    return all.get(seed % all.size());
  }

  double[] draw(int many, long seed) {
    var random = new Random(seed);
    return Stream.generate(() -> draw.applyAsDouble(random))
        .limit(many)
        .mapToDouble(value -> value)
        .toArray();
  }

  /** The value of rank ⌊q (n − 1)⌋. */
  static double quantile(double[] values, double q) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (q * (sorted.length - 1))];
  }
}
