package io.millrace.metrics.drift;

import io.millrace.metrics.drift.BinCounts.Bin;
import io.millrace.metrics.drift.DriftResult.Outcome;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Divergences p, q of binned shares whose distribution without drift is known. One is counted to every bin of either
 * sample, so that an empty bin gives no infinity; by simulation that also keeps the upper tail of small samples within
 * the chi-square distribution's.
 */
final class Divergence {
  private Divergence() {}

  /** The share of a bin with one counted to each. */
  private record Shares(double p, double q) {
    static Shares of(Bin bin, BinCounts counts) {
      double bins = counts.size();
      return new Shares(
          (bin.reference() + 1) / (counts.reference() + bins),
          (bin.current() + 1) / (counts.current() + bins));
    }
  }

  /**
   * Σ (p − q) ln(p / q). Without drift it is distributed as (1/n + 1/m) χ²(B − 1) for samples of n and m values in B bins
   * (B. Yurdakul, "Statistical properties of population stability index", 2018).
   */
  static Outcome psi(BinCounts counts, double level) {
    double psi = counts.bins().stream()
        .map(bin -> Shares.of(bin, counts))
        .mapToDouble(s -> (s.p - s.q) * Math.log(s.p / s.q))
        .sum();
    var chiSquared = chiSquared(counts);
    return new Outcome(
        psi,
        counts.noise() * chiSquared.inverseSurvivalProbability(level),
        chiSquared.survivalProbability(psi / counts.noise()),
        counts.size());
  }

  /**
   * √(½ Σ p log₂(p / r) + ½ Σ q log₂(q / r)) with r = (p + q) / 2. For small differences the sum in natural logarithms is
   * ⅛ of {@link #psi}, and so is its distribution without drift.
   */
  static Outcome jensenShannon(BinCounts counts, double level) {
    double nats = counts.bins().stream()
        .map(bin -> Shares.of(bin, counts))
        .mapToDouble(Divergence::jensenShannon)
        .sum();
    double unit = counts.noise() / 8;
    var chiSquared = chiSquared(counts);
    return new Outcome(
        distance(nats),
        distance(unit * chiSquared.inverseSurvivalProbability(level)),
        chiSquared.survivalProbability(nats / unit),
        counts.size());
  }

  private static double jensenShannon(Shares shares) {
    double middle = (shares.p + shares.q) / 2;
    return (shares.p * Math.log(shares.p / middle) + shares.q * Math.log(shares.q / middle)) / 2;
  }

  private static double distance(double nats) {
    return Math.sqrt(Math.max(0, nats) / Math.log(2));
  }

  private static ChiSquaredDistribution chiSquared(BinCounts counts) {
    return ChiSquaredDistribution.of(counts.size() - 1);
  }
}
