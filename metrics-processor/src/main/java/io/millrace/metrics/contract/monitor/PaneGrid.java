package io.millrace.metrics.contract.monitor;

import io.millrace.model.contract.TimeRange;
import java.time.Duration;
import java.time.Instant;

/**
 * Windows of one length that slide by panes, the most of up to 60 that part the window evenly: each begins and ends with
 * a pane, so that what is measured of it is exact.
 */
record PaneGrid(Duration window, Duration pane) {
  private static final int MOST_PANES = 60;

  static PaneGrid of(Duration window) {
    long millis = window.toMillis();
    int panes = MOST_PANES;
    while (millis % panes != 0) {
      panes--;
    }
    return new PaneGrid(Duration.ofMillis(millis), Duration.ofMillis(millis / panes));
  }

  /** The window whose last pane holds the time. */
  TimeRange holding(Instant at) {
    return endingAt((Math.floorDiv(at.toEpochMilli(), pane.toMillis()) + 1) * pane.toMillis());
  }

  /** The newest window that had ended by that time. */
  TimeRange endedBy(Instant at) {
    return endingAt(Math.floorDiv(at.toEpochMilli(), pane.toMillis()) * pane.toMillis());
  }

  private TimeRange endingAt(long millis) {
    var end = Instant.ofEpochMilli(millis);
    return new TimeRange(end.minus(window), end);
  }
}
