package io.millrace.metrics.accuracy;

/** A prediction beside its truth. */
public sealed interface Pair {
  /**
   * A class.
   *
   * @param probability which the model gave to the true class; NaN where it is not known
   */
  record Classified(Label truth, Label predicted, double probability) implements Pair {
    public Classified {
      boolean isProbability = Double.isNaN(probability) || (probability >= 0 && probability <= 1);
      if (!isProbability) {
        throw new IllegalArgumentException(
            "probability of \"%s\": %s is not between 0 and 1".formatted(truth, probability));
      }
    }
  }

  /** A number. */
  record Measured(double truth, double predicted) implements Pair {
    public Measured {
      if (!Double.isFinite(truth) || !Double.isFinite(predicted)) {
        throw new IllegalArgumentException(
            "truth %s, predicted %s: not both are finite".formatted(truth, predicted));
      }
    }
  }
}
