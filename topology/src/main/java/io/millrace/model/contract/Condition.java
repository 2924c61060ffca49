package io.millrace.model.contract;

import java.util.Objects;

/** What a value must satisfy. */
public sealed interface Condition {
  /** A violation is critical if it misses the bound by more than this part of it. */
  double CRITICAL_PART = 0.1;

  /** Equal means equal to this part of the bound: sums of decimal fractions are hardly ever exact. */
  double EQUAL_PART = 1e-9;

  /** False for a value that is not a number. */
  boolean holds(double value);

  /** How far the value lies from the nearest bound; 0 where the condition holds. */
  double missedBy(double value);

  /**
   * How bad the value is if the condition does not hold. A bound of 0 has no tenth, so that missing it
   * at all is critical.
   */
  Severity severity(double value);

  /** How a value is compared with one bound. */
  enum Operator {
    LESS_EQUAL("<="),
    GREATER_EQUAL(">="),
    LESS_THAN("<"),
    GREATER_THAN(">"),
    EQUAL("=="),
    NOT_EQUAL("!=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  /** A comparison with one bound. Critical is what misses the bound by more than a tenth of it. */
  record Comparison(Operator operator, double bound) implements Condition {
    public Comparison {
      Objects.requireNonNull(operator, "operator");
      requireFinite(bound);
    }

    @Override
    public boolean holds(double value) {
      return switch (operator) {
        case LESS_EQUAL -> value <= bound;
        case GREATER_EQUAL -> value >= bound;
        case LESS_THAN -> value < bound;
        case GREATER_THAN -> value > bound;
        case EQUAL -> isEqual(value);
        case NOT_EQUAL -> !Double.isNaN(value) && !isEqual(value);
      };
    }

    private boolean isEqual(double value) {
      return value == bound || Math.abs(value - bound) <= EQUAL_PART * Math.abs(bound);
    }

    @Override
    public double missedBy(double value) {
      return holds(value) ? 0 : Math.abs(value - bound);
    }

    @Override
    public Severity severity(double value) {
      return beyond(missedBy(value), Math.abs(bound));
    }

    @Override
    public String toString() {
      return operator.symbol() + " " + bound;
    }
  }

  /**
   * Between two bounds, both included. Critical is what misses the nearer bound by more than a tenth
   * of the distance between them; where they are the same, of the bound.
   */
  record Range(double lowest, double highest) implements Condition {
    public Range {
      requireFinite(lowest);
      requireFinite(highest);
      if (lowest > highest) {
        throw new IllegalArgumentException(
            "a range from %s to %s holds nothing".formatted(lowest, highest));
      }
    }

    @Override
    public boolean holds(double value) {
      return value >= lowest && value <= highest;
    }

    @Override
    public double missedBy(double value) {
      return holds(value) ? 0 : Math.max(lowest - value, value - highest);
    }

    @Override
    public Severity severity(double value) {
      return beyond(missedBy(value), lowest < highest ? highest - lowest : Math.abs(lowest));
    }

    @Override
    public String toString() {
      return "from %s to %s".formatted(lowest, highest);
    }
  }

  private static Severity beyond(double missed, double scale) {
    return missed > CRITICAL_PART * scale ? Severity.CRITICAL : Severity.WARNING;
  }

  private static void requireFinite(double bound) {
    if (!Double.isFinite(bound)) {
      throw new IllegalArgumentException("a bound is a finite number, not %s".formatted(bound));
    }
  }
}
