package io.millrace.connectors.celery.request;

import java.util.ArrayDeque;
import java.util.Map;

/** Where a reader stood some time ago. */
public final class Trail {
  private final long ageNanos;
  private final ArrayDeque<Step> steps = new ArrayDeque<>();

  private record Step(long at, Map<Integer, Long> places) {}

  /**
   * @param ageNanos how long ago
   * @param start where it stood before all
   */
  public Trail(long ageNanos, Map<Integer, Long> start) {
    this.ageNanos = ageNanos;
    steps.add(new Step(Long.MIN_VALUE, start));
  }

  /** Notes where the reader stands now; returns where it stood at least that long ago. */
  public Map<Integer, Long> step(long now, Map<Integer, Long> places) {
    steps.add(new Step(now, Map.copyOf(places)));
    var oldest = steps.removeFirst();
    while (isOldEnough(steps.getFirst(), now)) {
      oldest = steps.removeFirst();
    }
    steps.addFirst(oldest);
    return oldest.places();
  }

  private boolean isOldEnough(Step step, long now) {
    return now - step.at() >= ageNanos;
  }
}
