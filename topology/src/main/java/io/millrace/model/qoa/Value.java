package io.millrace.model.qoa;

/** What was observed. Only a {@link Numeric} may be counted with; the others are kept as they came. */
public sealed interface Value {

  /**
   * A finite number, else an {@link IllegalArgumentException}. Whole numbers beyond 2<sup>53</sup> are rounded to the
   * nearest double.
   */
  record Numeric(double number) implements Value {
    public Numeric {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("number: %s is not finite".formatted(number));
      }
    }
  }

  /** A text, even one that spells a number: no guess is made at what the probe meant. */
  record Text(String text) implements Value {}

  /**
   * Anything else that JSON has: a list, an object, true or false.
   *
   * @param json of {@code Map<String, ?>}, {@code List<?>}, {@code String}, {@code Boolean}, {@code Long},
   *     {@code BigInteger}, {@code Double} and null; not to be changed
   */
  record Structured(Object json) implements Value {}

  /**
   * What stands where a number should: a measurement was made, and gave none.
   *
   * @param written {@code NaN}, {@code Infinity}, {@code -Infinity} or {@code null}
   */
  record Invalid(String written) implements Value {}

  /** The number, or its flag if it is not finite. */
  static Value of(double number) {
    return Double.isFinite(number) ? new Numeric(number) : new Invalid(String.valueOf(number));
  }
}
