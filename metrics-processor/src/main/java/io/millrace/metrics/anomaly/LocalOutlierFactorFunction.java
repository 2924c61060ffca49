package io.millrace.metrics.anomaly;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * {@code local-outlier-factor}: how much thinner rows lie around a row than around its {@code neighbours} (M. Breunig et al.,
 * "LOF: identifying density-based local outliers", ACM SIGMOD 2000). About 1 is usual; above {@code threshold} a row is
 * found. It looks at the latest {@code most-rows}, as its time grows with their square.
 */
public final class LocalOutlierFactorFunction implements MetricFunction {
  // Equal rows have no distance; with this they are very dense, and not infinitely so.
  private static final double LEAST_DISTANCE = 1e-10;

  @Override
  public String name() {
    return "local-outlier-factor";
  }

  @Override
  public WindowFunction configure(Settings settings) {
    int neighbours = settings.whole("neighbours", 20, 1);
    double threshold = settings.positive("threshold", 3);
    int most = settings.whole("most-rows", 1000, 2);
    return values -> {
      var points = Points.of(values, most);
      return OutlierScores.judge(
          name(), values, points, scores(points.points(), neighbours), threshold);
    };
  }

  /** The factor of each point; none where there are fewer than three. */
  static double[] scores(double[][] points, int neighbours) {
    if (points.length < 3) {
      return new double[0];
    }
    int k = Math.min(neighbours, points.length - 1);
    var nearest = IntStream.range(0, points.length)
        .mapToObj(i -> nearest(points, i, k))
        .toArray(Neighbour[][]::new);
    var density = Arrays.stream(nearest).mapToDouble(of -> density(of, nearest)).toArray();
    return IntStream.range(0, points.length)
        .mapToDouble(i -> Arrays.stream(nearest[i])
                .mapToDouble(neighbour -> density[neighbour.place])
                .average()
                .orElse(0)
            / density[i])
        .toArray();
  }

  private record Neighbour(int place, double distance) {}

  private static Neighbour[] nearest(double[][] points, int of, int k) {
    return IntStream.range(0, points.length)
        .filter(i -> i != of)
        .mapToObj(i -> new Neighbour(i, distance(points[of], points[i])))
        .sorted(Comparator.comparingDouble(Neighbour::distance).thenComparing(Neighbour::place))
        .limit(k)
        .toArray(Neighbour[]::new);
  }

  /** The reciprocal of the mean distance at which the point is reached from its neighbours. */
  private static double density(Neighbour[] of, Neighbour[][] nearest) {
    double mean = Arrays.stream(of)
        .mapToDouble(neighbour -> {
          var theirs = nearest[neighbour.place];
          return Math.max(neighbour.distance, theirs[theirs.length - 1].distance);
        })
        .average()
        .orElse(0);
    return 1 / (mean + LEAST_DISTANCE);
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }
}
