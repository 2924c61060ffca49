package io.millrace.metrics.drift.change;

/** Looks at a stream of values one by one. The same values in the same order give the same changes. */
public sealed interface ChangeDetector permits Adwin, PageHinkley {
  /**
   * Takes the next value.
   *
   * @return whether the stream has changed
   * @throws IllegalArgumentException if the value is NaN or infinite; nothing is changed then
   */
  boolean add(double value);

  /** Its whole state, to go on from later. */
  byte[] toBytes();

  /** Refuses what is no number. */
  static double requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value %s is not finite".formatted(value));
    }
    return value;
  }
}
