package io.millrace.metrics;

import io.millrace.metrics.window.ClosedWindow;
import io.millrace.metrics.window.SeriesWindow;
import org.jspecify.annotations.Nullable;

/** What comes out of the windows of a partition, in order. */
sealed interface Outcome {
  /** The partition of the windows. */
  int from();

  /** The partition of the application's roll-ups. */
  int to();

  /** A window that has closed. */
  record Closed(int from, int to, SeriesWindow key, ClosedWindow window) implements Outcome {}

  /**
   * All windows that are due by this time have closed.
   *
   * @param application whose windows; null: of all which have no time of their own
   */
  record Passed(int from, int to, long millis, @Nullable String application) implements Outcome {}
}
