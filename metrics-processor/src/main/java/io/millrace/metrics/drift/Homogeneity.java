package io.millrace.metrics.drift;

import io.millrace.metrics.drift.BinCounts.Bin;
import io.millrace.metrics.drift.DriftResult.Outcome;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.FisherExactTest;

/** Whether two rows of counts come from the same distribution. */
final class Homogeneity {
  // The exact test looks at as many tables; beyond, the chi-square distribution is as good.
  private static final long EXACT = 20_000;

  private Homogeneity() {}

  /** Pearson's Σ (count − expected)² / expected over both rows, which is distributed as χ²(B − 1). */
  static Outcome chiSquare(BinCounts counts, double level) {
    var result = ChiSquareTest.withDefaults().test(rows(counts));
    double threshold =
        ChiSquaredDistribution.of(counts.size() - 1).inverseSurvivalProbability(level);
    return new Outcome(result.getStatistic(), threshold, result.getPValue(), counts.size());
  }

  private static long[][] rows(BinCounts counts) {
    return new long[][] {
      counts.bins().stream().mapToLong(Bin::reference).toArray(),
      counts.bins().stream().mapToLong(Bin::current).toArray()
    };
  }

  /** With two bins, counts of small samples are too coarse for the chi-square distribution. */
  static boolean isExactPossible(BinCounts counts) {
    long rarer = counts.bins().stream().mapToLong(Bin::all).min().orElse(0);
    return counts.size() == 2
        && rarer <= EXACT
        && counts.reference() + counts.current() <= Integer.MAX_VALUE;
  }

  /** The p-value of Fisher's exact test of two bins. */
  static double fisher(BinCounts counts) {
    var table = new int[2][];
    for (int row = 0; row < 2; row++) {
      table[row] = Arrays.stream(rows(counts)[row]).mapToInt(Math::toIntExact).toArray();
    }
    return FisherExactTest.withDefaults().test(table).getPValue();
  }
}
