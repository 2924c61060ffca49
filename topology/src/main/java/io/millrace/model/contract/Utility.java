package io.millrace.model.contract;

import java.util.List;
import java.util.Objects;

/** A score over several metrics: the sum of each metric's weight times its scaled value. */
public record Utility(List<Term> terms) {
  public Utility {
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw new IllegalArgumentException("a utility without terms");
    }
  }

  /** Whether more or less is better. */
  public enum Goal {
    MIN,
    MAX
  }

  /** How a value becomes a number from 0 to 1. */
  public enum Scaling {
    /** (v − least) / (most − least) */
    LINEAR,
    /** (ln v − ln least) / (ln most − ln least) */
    LOG
  }

  /** How the values of several members become one. */
  public enum Combination {
    PROD,
    /** 1 − ∏(1 − x): the chance that at least one succeeds. */
    RPROD,
    AVG,
    SUM,
    MIN,
    MAX
  }

  /**
   * One metric's part of the score.
   *
   * @param scale what is worth 0 and 1
   */
  public record Term(
      String metric, Combination combination, Goal goal, Scale scale, double weight) {
    public Term {
      Objects.requireNonNull(metric, "metric");
      Objects.requireNonNull(combination, "combination");
      Objects.requireNonNull(goal, "goal");
      Objects.requireNonNull(scale, "scale");
      if (!Double.isFinite(weight)) {
        throw new IllegalArgumentException(
            "metric \"%s\": a weight is a finite number, not %s".formatted(metric, weight));
      }
    }
  }

  /** Values outside the bounds count as the nearer bound. */
  public record Scale(Scaling scaling, double least, double most) {
    public Scale {
      Objects.requireNonNull(scaling, "scaling");
      if (!Double.isFinite(least) || !Double.isFinite(most) || !(least < most)) {
        throw new IllegalArgumentException(
            "a scale goes from less to more, not from %s to %s".formatted(least, most));
      }
      if (scaling == Scaling.LOG && least <= 0) {
        throw new IllegalArgumentException(
            "a logarithmic scale begins above 0, not at %s".formatted(least));
      }
    }
  }
}
