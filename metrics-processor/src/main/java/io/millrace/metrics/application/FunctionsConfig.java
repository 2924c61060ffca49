package io.millrace.metrics.application;

import java.time.Duration;

/**
 * What the functions of observed applications may take.
 *
 * @param tolerance how far a source's clock may be ahead of the log; later times are taken as that
 * @param rowsPerWindow the most rows that are kept for a set of features; beyond that the oldest are left out
 * @param findingsPerWindow the most findings that one result names; of more it tells the number
 */
public record FunctionsConfig(Duration tolerance, int rowsPerWindow, int findingsPerWindow) {
  public static final FunctionsConfig DEFAULTS =
      new FunctionsConfig(Duration.ofSeconds(10), 5000, 100);

  public FunctionsConfig {
    if (tolerance.isNegative()) {
      throw new IllegalArgumentException("tolerance: %s is negative".formatted(tolerance));
    }
    if (rowsPerWindow < 1 || findingsPerWindow < 0) {
      throw new IllegalArgumentException("rows %d or findings %d of a window are too few"
          .formatted(rowsPerWindow, findingsPerWindow));
    }
  }

  FunctionsConfig withRowsPerWindow(int other) {
    return new FunctionsConfig(tolerance, other, findingsPerWindow);
  }
}
