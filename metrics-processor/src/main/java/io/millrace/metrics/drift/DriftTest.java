package io.millrace.metrics.drift;

/**
 * Compares the values of a window with those of a reference, and says drift with no more than the stated probability where
 * there is none.
 *
 * <pre>{@code
 * var test = new DriftTest(FalseAlarms.DEFAULTS.over(metrics));
 * if (test.compare(DriftMeasure.PSI, reference, current).isDrift()) { … }
 * }</pre>
 */
public record DriftTest(FalseAlarms falseAlarms) {
  // Numbers are cut where the reference has its quantiles; in two bins the measures keep to their
  // rate only roughly.
  private static final int FEWEST_BINS = 3;
  private static final int FEWEST_CATEGORIES = 2;
  private static final int FEWEST_VALUES = 8;

  /**
   * Compares numbers.
   *
   * @param current of the same buckets as the reference, where they are bucketed
   * @throws IllegalArgumentException if the measure is of categories only
   */
  public DriftResult compare(DriftMeasure measure, Sample reference, Sample current) {
    if (!measure.isOfNumbers()) {
      throw new IllegalArgumentException("%s compares categories, not numbers".formatted(measure));
    }
    var sizes = new Sizes(reference.size(), current.size());
    if (measure != DriftMeasure.KOLMOGOROV_SMIRNOV) {
      return sizes.smaller() > 0 && reference.isConstantAs(current)
          ? constant(measure)
          : binned(measure, sizes, BinCounts.betweenQuantiles(reference, current), FEWEST_BINS);
    }
    return sizes.smaller() < FEWEST_VALUES
        ? DriftResult.unknown(measure, sizes.tooFew(FEWEST_VALUES))
        : DriftResult.of(measure, KolmogorovSmirnov.of(reference, current), falseAlarms.level());
  }

  /**
   * Compares categories.
   *
   * @throws IllegalArgumentException if the measure is of numbers only
   */
  public DriftResult compare(
      DriftMeasure measure, CategoryCounts reference, CategoryCounts current) {
    if (!measure.isOfCategories()) {
      throw new IllegalArgumentException("%s compares numbers, not categories".formatted(measure));
    }
    var sizes = new Sizes(reference.size(), current.size());
    return sizes.smaller() > 0 && reference.isConstantAs(current)
        ? constant(measure)
        : binned(measure, sizes, BinCounts.ofCategories(reference, current), FEWEST_CATEGORIES);
  }

  private record Sizes(long reference, long current) {
    long smaller() {
      return Math.min(reference, current);
    }

    String tooFew(int needed) {
      return "%d values in the reference and %d now: %d are needed of each"
          .formatted(reference, current, needed);
    }
  }

  /** One and the same value throughout both samples. */
  private DriftResult constant(DriftMeasure measure) {
    return DriftResult.of(
        measure, new DriftResult.Outcome(0, Double.NaN, 1, 1), falseAlarms.level());
  }

  private DriftResult binned(DriftMeasure measure, Sizes sizes, BinCounts counts, int fewest) {
    int needed = fewest * BinCounts.EXPECTED;
    if (sizes.smaller() < needed) {
      return DriftResult.unknown(measure, sizes.tooFew(needed));
    }
    if (counts.size() < fewest) {
      return DriftResult.unknown(
          measure,
          "too few different values: they fill %d bin%s of at least %d values each, %d are needed"
              .formatted(counts.size(), counts.size() == 1 ? "" : "s", BinCounts.EXPECTED, fewest));
    }
    return DriftResult.of(measure, outcome(measure, counts), falseAlarms.level());
  }

  private DriftResult.Outcome outcome(DriftMeasure measure, BinCounts counts) {
    double level = falseAlarms.level();
    var outcome = switch (measure) {
      case PSI -> Divergence.psi(counts, level);
      case JENSEN_SHANNON -> Divergence.jensenShannon(counts, level);
      case CHI_SQUARE -> Homogeneity.chiSquare(counts, level);
      case KOLMOGOROV_SMIRNOV ->
        throw new IllegalArgumentException("%s has no bins".formatted(measure));
    };
    return Homogeneity.isExactPossible(counts)
        ? outcome.judgedBy(Homogeneity.fisher(counts))
        : outcome;
  }
}
