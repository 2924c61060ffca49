package io.millrace.metrics.drift;

import org.jspecify.annotations.Nullable;

/**
 * What a comparison came to.
 *
 * @param statistic NaN where the verdict is unknown
 * @param threshold what the statistic must exceed for drift; NaN where the test has none of its own (exact tests decide
 *     by the p-value) or the verdict is unknown
 * @param pValue the probability of such a statistic or a greater one without drift; NaN where the verdict is unknown
 * @param bins into how many bins or categories the values went; 0 where the measure needs none
 * @param reason why the verdict is unknown; null where it is not
 */
public record DriftResult(
    DriftMeasure measure,
    Verdict verdict,
    double statistic,
    double threshold,
    double pValue,
    int bins,
    @Nullable String reason) {

  /** Whether the two samples differ by more than chance. */
  public enum Verdict {
    DRIFT,
    NONE,
    /** The samples are too small or too uniform for the test. */
    UNKNOWN
  }

  static DriftResult unknown(DriftMeasure measure, String reason) {
    return new DriftResult(measure, Verdict.UNKNOWN, Double.NaN, Double.NaN, Double.NaN, 0, reason);
  }

  static DriftResult of(DriftMeasure measure, Outcome outcome, double level) {
    var verdict = outcome.pValue < level ? Verdict.DRIFT : Verdict.NONE;
    return new DriftResult(
        measure, verdict, outcome.statistic, outcome.threshold, outcome.pValue, outcome.bins, null);
  }

  /** A test's numbers before they are judged. */
  record Outcome(double statistic, double threshold, double pValue, int bins) {
    /** The same statistic, judged by the p-value of an exact test. */
    Outcome judgedBy(double exactPValue) {
      return new Outcome(statistic, Double.NaN, exactPValue, bins);
    }
  }

  public boolean isDrift() {
    return verdict == Verdict.DRIFT;
  }
}
