package io.millrace.metrics.predictions;

import java.time.Duration;

/** Lets something happen only when a step of time on the log has passed since it happened last. */
final class Pace {
  private final long step;
  private long least = Reaching.NO_TIME;
  private long latest = Reaching.NO_TIME;

  Pace(Duration step) {
    this.step = step.toMillis();
  }

  /**
   * Whether it is time again; it then counts as having happened.
   *
   * @param leastNow the time that all partitions have reached
   * @param latestNow the latest time seen in any
   */
  boolean isTime(long leastNow, long latestNow) {
    if (!isStep(least, leastNow) && !isStep(latest, latestNow)) {
      return false;
    }
    least = leastNow;
    latest = latestNow;
    return true;
  }

  private boolean isStep(long before, long now) {
    return now != before && (before == Reaching.NO_TIME || now - before >= step);
  }
}
