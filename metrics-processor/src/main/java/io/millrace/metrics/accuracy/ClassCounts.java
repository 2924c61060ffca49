package io.millrace.metrics.accuracy;

/**
 * How often a class came. A ratio of nothing is 0, as in scikit-learn.
 *
 * @param truths how often it was true
 * @param predictions how often it was predicted
 * @param hits how often it was both
 */
public record ClassCounts(long truths, long predictions, long hits) {
  /** The share of its predictions that were right. */
  public double precision() {
    return ratio(hits, predictions);
  }

  /** The share of its truths that were found. */
  public double recall() {
    return ratio(hits, truths);
  }

  /** The harmonic mean of precision and recall. */
  public double f1() {
    return ratio(2 * hits, truths + predictions);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
