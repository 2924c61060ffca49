package io.millrace.metrics.anomaly;

/**
 * A kind of function that the values of a window go through. Jars on the class path bring further ones: a public class
 * with a public constructor without parameters, named in
 * {@code META-INF/services/io.millrace.metrics.anomaly.MetricFunction}.
 */
public interface MetricFunction {
  /** By which a configuration asks for it. */
  String name();

  /**
   * A function with its settings.
   *
   * @throws IllegalArgumentException if a setting is wrong; the message says which, and the value
   */
  WindowFunction configure(Settings settings);
}
