package io.millrace.metrics.anomaly;

/** A function of the values of a window. The same values give the same result: it asks no clock and rolls no dice. */
@FunctionalInterface
public interface WindowFunction {
  /** What the function makes of a window. It may be called by several threads. */
  FunctionResult apply(WindowValues values);
}
