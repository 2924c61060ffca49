package io.millrace.metrics.anomaly;

import com.amazon.randomcutforest.RandomCutForest;
import java.util.Arrays;

/**
 * {@code isolation-forest}: how easily random cuts separate a row from the others, by a random cut forest (S. Guha et al.,
 * "Robust random cut forest based anomaly detection on streams", ICML 2016) of the window's rows. A row is found where its
 * score lies above the median of the window by more than {@code threshold} median deviations: so a window may have none, or
 * many, and not always the same share.
 */
public final class IsolationForestFunction implements MetricFunction {
  private static final int SAMPLE = 256;
  private static final int FEWEST_ROWS = 10;
  private static final double TO_DEVIATION =
      1.4826; // of a normal distribution, by its median deviation

  @Override
  public String name() {
    return "isolation-forest";
  }

  @Override
  public WindowFunction configure(Settings settings) {
    int trees = settings.whole("trees", 100, 1);
    double threshold = settings.positive("threshold", 10);
    int most = settings.whole("most-rows", 5000, FEWEST_ROWS);
    int seed = settings.whole("seed", 1, 0);
    return values -> {
      var points = Points.of(values, most);
      if (points.size() < FEWEST_ROWS || values.features().isEmpty()) {
        return OutlierScores.judge(name(), values, points, new double[0], threshold);
      }
      var scores = scores(points.points(), trees, seed);
      return OutlierScores.judge(name(), values, points, standardised(scores), threshold);
    };
  }

  private static double[] scores(double[][] points, int trees, long seed) {
    var forest = RandomCutForest.builder()
        .dimensions(points[0].length)
        .numberOfTrees(trees)
        .sampleSize(SAMPLE)
        .outputAfter(1)
        .randomSeed(seed)
        .parallelExecutionEnabled(false)
        .build();
    for (var point : points) {
      forest.update(floats(point));
    }
    return Arrays.stream(points)
        .mapToDouble(point -> forest.getAnomalyScore(floats(point)))
        .toArray();
  }

  private static float[] floats(double[] point) {
    var floats = new float[point.length];
    for (int i = 0; i < point.length; i++) {
      floats[i] = (float) point[i] + 0f; // a tiny negative number becomes -0
    }
    return floats;
  }

  /** How many deviations each score lies above the median; where more than half are equal, all that differ are far. */
  private static double[] standardised(double[] scores) {
    double median = Statistics.median(scores);
    double deviation = TO_DEVIATION
        * Statistics.median(Arrays.stream(scores).map(s -> Math.abs(s - median)).toArray());
    return Arrays.stream(scores)
        .map(score -> (score - median) / Math.max(deviation, 1e-3))
        .toArray();
  }
}
