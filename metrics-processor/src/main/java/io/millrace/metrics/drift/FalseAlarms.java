package io.millrace.metrics.drift;

/**
 * How many false alarms are allowed: with this probability at most, one or more of the tests of a comparison say drift
 * where there is none. Each test gets its equal share of the rate (Bonferroni), which holds however the tests depend on
 * each other.
 *
 * @param rate between 0 and 1, such as 0.01
 * @param tests how many are made together: metrics times measures
 */
public record FalseAlarms(double rate, int tests) {
  public static final FalseAlarms DEFAULTS = new FalseAlarms(0.01, 1);

  public FalseAlarms {
    if (!(rate > 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "false-alarm rate: %s is not between 0 and 1".formatted(rate));
    }
    if (tests < 1) {
      throw new IllegalArgumentException("tests: %d is below 1".formatted(tests));
    }
  }

  /** The same rate over that many tests. */
  public FalseAlarms over(int otherTests) {
    return new FalseAlarms(rate, otherTests);
  }

  /** The level of one test: drift is said where the p-value is below it. */
  public double level() {
    return rate / tests;
  }
}
