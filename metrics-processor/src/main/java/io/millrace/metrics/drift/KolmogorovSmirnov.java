package io.millrace.metrics.drift;

import io.millrace.metrics.drift.DriftResult.Outcome;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * The two-sample test of Kolmogorov and Smirnov. Values that are counted in buckets can only come nearer to each other, so
 * that the test then errs to the side of no drift.
 */
final class KolmogorovSmirnov {
  // Up to so many values the library is given all of them; beyond, the limiting distribution is as
  // good and much faster.
  private static final long EXPANDED = 20_000;
  private static final int TERMS = 100;

  private KolmogorovSmirnov() {}

  static Outcome of(Sample reference, Sample current) {
    return reference.size() + current.size() <= EXPANDED
        ? byValues(reference, current)
        : byLimit(reference, current);
  }

  private static Outcome byValues(Sample reference, Sample current) {
    var result =
        KolmogorovSmirnovTest.withDefaults().test(reference.expanded(), current.expanded());
    return new Outcome(result.getStatistic(), Double.NaN, result.getPValue(), 0);
  }

  static Outcome byLimit(Sample reference, Sample current) {
    double distance = distance(reference, current);
    double n = reference.size();
    double m = current.size();
    return new Outcome(distance, Double.NaN, survival(distance * Math.sqrt(n / (n + m) * m)), 0);
  }

  /** The largest distance of the two empirical distribution functions. */
  private static double distance(Sample reference, Sample current) {
    double largest = 0;
    long below = 0;
    long belowToo = 0;
    int i = 0;
    int j = 0;
    while (i < reference.distinct() && j < current.distinct()) {
      double next = Math.min(reference.value(i), current.value(j));
      if (reference.value(i) == next) {
        below += reference.count(i++);
      }
      if (current.value(j) == next) {
        belowToo += current.count(j++);
      }
      double difference = (double) below / reference.size() - (double) belowToo / current.size();
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }

  /** The limiting distribution: 2 Σ (−1)^(k−1) exp(−2 k² t²), k from 1. */
  private static double survival(double t) {
    if (t < 0.2) {
      return 1; // to the last digit, where the series is slow
    }
    double sum = 0;
    for (int k = 1; k <= TERMS; k++) {
      double term = Math.exp(-2.0 * k * k * t * t);
      sum += k % 2 == 1 ? term : -term;
      if (term < Double.MIN_NORMAL) {
        break;
      }
    }
    return Math.min(1, Math.max(0, 2 * sum));
  }
}
