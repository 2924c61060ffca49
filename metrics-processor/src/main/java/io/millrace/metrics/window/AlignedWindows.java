package io.millrace.metrics.window;

import java.util.List;

/**
 * Windows that start at multiples of a hop: tumbling ones, where the hop is the size, and hopping ones. Their panes are
 * as wide as the greatest common divisor of both, so a value changes one pane however many windows it falls into.
 */
final class AlignedWindows implements OpenWindows {
  private final Panes panes = new Panes();
  private final long size;
  private final long hop;
  private final long width;
  private final long grace;

  AlignedWindows(long size, long hop, long grace) {
    this.size = size;
    this.hop = hop;
    this.width = Divisor.greatestCommon(size, hop);
    this.grace = grace;
  }

  @Override
  public void add(Arrival arrival, long watermark) {
    long time = arrival.time();
    if (watermark == NO_TIME || lastStart(time) + size + grace > watermark) {
      panes.change(pane(time)).add(arrival);
    } else {
      // The window that holds this time is the oldest that is open.
      panes.change(pane(watermark - grace)).addLate(arrival);
    }
  }

  private long pane(long time) {
    return Math.floorDiv(time, width) * width;
  }

  /** Where the last of the windows that hold this time starts. */
  private long lastStart(long time) {
    return Math.floorDiv(time, hop) * hop;
  }

  /** Where the first of the windows that are still open at the watermark starts. */
  private long firstOpen(long watermark) {
    return lastStart(watermark - grace - size) + hop;
  }

  @Override
  public long due(long watermark) {
    if (panes.all().isEmpty()) {
      return NEVER;
    }
    long firstHolding = lastStart(panes.all().firstKey() + width - size - 1) + hop;
    long start = watermark == NO_TIME ? firstHolding : Math.max(firstHolding, firstOpen(watermark));
    return start + size + grace;
  }

  @Override
  public List<ClosedWindow> close(long due) {
    long end = due - grace;
    var pane = panes.merged(end - size, end);
    panes.removeBefore(firstOpen(due));
    return pane == null ? List.of() : List.of(pane.closed(end - size, end));
  }

  @Override
  public boolean isEmpty() {
    return panes.all().isEmpty();
  }

  @Override
  public void saveChanges(Saver saver) {
    panes.saveChanges(saver);
  }

  @Override
  public void restore(long pane, byte[] bytes) {
    panes.restore(pane, bytes);
  }
}
