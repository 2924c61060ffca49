package io.millrace.metrics.contract;

import io.millrace.model.contract.Precision;

/**
 * A measured value.
 *
 * @param samples how many values went into it
 * @param provisional whether later arrivals may still change it
 */
public record Measurement(double value, long samples, Precision precision, boolean provisional) {

  /** A final value, computed from the samples themselves. */
  public static Measurement exact(double value, long samples) {
    return new Measurement(value, samples, Precision.EXACT, false);
  }
}
