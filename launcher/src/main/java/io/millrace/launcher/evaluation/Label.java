package io.millrace.launcher.evaluation;

/** What a row is, truly or as predicted: a number or a text. */
public sealed interface Label extends Comparable<Label> {
  /** A class number or a measured value; never infinite or not-a-number. */
  record Numeric(double value) implements Label {
    public Numeric {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("value %s".formatted(value));
      }
      value += 0.0; // one zero, so that −0 and 0 are the same label
    }

    @Override
    public Object json() {
      return isWhole() ? (Object) (long) value : (Object) value;
    }

    private boolean isWhole() {
      return value == Math.rint(value) && Math.abs(value) < 0x1p53;
    }

    @Override
    public String toString() {
      return json().toString();
    }
  }

  /** The name of a class. */
  record Text(String value) implements Label {
    @Override
    public Object json() {
      return value;
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /** The value as JSON has it: a long where it is whole, else a double, else a string. */
  Object json();

  /** Numbers in their order, then texts in theirs. */
  @Override
  default int compareTo(Label other) {
    if (this instanceof Numeric a && other instanceof Numeric b) {
      return Double.compare(a.value(), b.value());
    }
    if (this instanceof Text a && other instanceof Text b) {
      return a.value().compareTo(b.value());
    }
    return this instanceof Numeric ? -1 : 1;
  }

  /** Text that is a number, as 1 and 1.0 are; {@code true} and {@code false} are 1 and 0; anything else is a name. */
  static Label parse(String text) {
    var stripped = text.strip();
    if (stripped.equalsIgnoreCase("true") || stripped.equalsIgnoreCase("false")) {
      return new Numeric(stripped.equalsIgnoreCase("true") ? 1 : 0);
    }
    var number = Numbers.parse(stripped);
    return number == null || Double.isInfinite(number.doubleValue())
        ? new Text(stripped)
        : new Numeric(number.doubleValue());
  }
}
