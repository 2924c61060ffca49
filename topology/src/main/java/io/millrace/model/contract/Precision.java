package io.millrace.model.contract;

/** How a value was computed. */
public enum Precision {
  /** From the samples themselves. */
  EXACT,
  /** A quantile from a sketch, with the sketch's relative error. */
  SKETCH;

  /** The precision of a value made of two. */
  public Precision and(Precision other) {
    return this == EXACT ? other : this;
  }
}
