package io.millrace.model.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a window become one.
 *
 * @param fraction of a percentile, 0 to 1; null for every other function
 */
public record Aggregate(Function function, @Nullable Double fraction) {
  /** The functions: those of QoA4ML's contract, and the percentile and the rate. */
  public enum Function {
    MIN,
    MAX,
    AVERAGE,
    SUM,
    /** How many values there are. */
    COUNT,
    /** 1 if any value is other than 0, else 0. */
    OR,
    /** 1 if no value is 0, else 0. */
    AND,
    PRODUCT,
    /** The value below which a fraction lies, with linear interpolation between neighbours. */
    PERCENTILE,
    /** How many values there are a second of the window. */
    RATE
  }

  public Aggregate {
    Objects.requireNonNull(function, "function");
    if (function == Function.PERCENTILE) {
      if (fraction == null || !(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException(
            "a percentile's fraction lies between 0 and 1, not %s".formatted(fraction));
      }
    } else if (fraction != null) {
      throw new IllegalArgumentException(
          "%s takes no fraction, but has %s".formatted(function, fraction));
    }
  }

  /** Any function but the percentile. */
  public static Aggregate of(Function function) {
    return new Aggregate(function, null);
  }

  /** @param fraction 0 to 1 */
  public static Aggregate percentile(double fraction) {
    return new Aggregate(Function.PERCENTILE, fraction);
  }

  @Override
  public String toString() {
    return fraction == null ? function.name() : "%s(%s)".formatted(function, fraction);
  }
}
