package io.millrace.metrics.drift;

/** What two samples are compared by. */
public enum DriftMeasure {
  /** The population stability index: the symmetric Kullback-Leibler divergence of binned shares. */
  PSI,
  /** The largest distance of the two distribution functions; of numbers only. */
  KOLMOGOROV_SMIRNOV,
  /** The Jensen-Shannon distance of binned shares, to base 2: between 0 and 1. */
  JENSEN_SHANNON,
  /** Pearson's test of homogeneity; Fisher's exact test where two categories are left. Of categories only. */
  CHI_SQUARE;

  /** Whether numbers can be compared by it. */
  public boolean isOfNumbers() {
    return this != CHI_SQUARE;
  }

  /** Whether categories can be compared by it. */
  public boolean isOfCategories() {
    return this != KOLMOGOROV_SMIRNOV;
  }
}
