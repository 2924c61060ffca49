package io.millrace.metrics.anomaly;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The complete rows of a window as points, every feature scaled to mean 0 and deviation 1, so that none counts more for its
 * unit.
 *
 * @param rows the place of each point in the window
 * @param points one a row
 * @param incomplete how many rows lack a value
 * @param leftOut how many of the oldest complete rows there was no room for
 */
record Points(List<Integer> rows, double[][] points, long incomplete, long leftOut) {

  static Points of(WindowValues values, int most) {
    var complete = IntStream.range(0, values.rows().size())
        .filter(i -> values.rows().get(i).isComplete())
        .boxed()
        .toList();
    var kept = complete.subList(Math.max(0, complete.size() - most), complete.size());
    var points =
        kept.stream().map(i -> values.rows().get(i).values().clone()).toArray(double[][]::new);
    for (int feature = 0; feature < values.features().size(); feature++) {
      scale(points, feature);
    }
    return new Points(
        List.copyOf(kept),
        points,
        (long) values.rows().size() - complete.size(),
        (long) complete.size() - kept.size());
  }

  private static void scale(double[][] points, int feature) {
    var column = Arrays.stream(points).mapToDouble(point -> point[feature]).toArray();
    double greatest = Arrays.stream(column).map(Math::abs).max().orElse(0);
    // first to at most 1, as squares of great values would be infinite
    double unit = greatest > 0 ? greatest : 1;
    double mean = Arrays.stream(column).map(value -> value / unit).average().orElse(0);
    double squares = Arrays.stream(column)
        .map(value -> value / unit - mean)
        .map(difference -> difference * difference)
        .sum();
    double deviation = Math.sqrt(squares / column.length);
    for (var point : points) {
      // + 0.0: the forest takes 0 and -0 for two points of one place
      point[feature] = deviation > 0 ? (point[feature] / unit - mean) / deviation + 0.0 : 0;
    }
  }

  int size() {
    return points.length;
  }
}
