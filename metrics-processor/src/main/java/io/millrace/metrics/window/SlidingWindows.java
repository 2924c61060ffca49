package io.millrace.metrics.window;

import java.util.List;

/** Windows of a size that end right after each time at which there is a value. Each such time has a pane. */
final class SlidingWindows implements OpenWindows {
  private final Panes panes = new Panes();
  private final long size;
  private final long grace;

  SlidingWindows(long size, long grace) {
    this.size = size;
    this.grace = grace;
  }

  @Override
  public void add(Arrival arrival, long watermark) {
    long time = arrival.time();
    if (watermark == NO_TIME || dueOf(time) > watermark) {
      panes.change(time).add(arrival);
    } else {
      panes.change(watermark - grace).addLate(arrival);
    }
  }

  private long dueOf(long time) {
    return time + 1 + grace;
  }

  /** When the last window that may hold this time has closed. */
  private long expiry(long time) {
    return time + size + grace;
  }

  @Override
  public long due(long watermark) {
    if (panes.all().isEmpty()) {
      return NEVER;
    }
    long expiry = expiry(panes.all().firstKey());
    var next =
        watermark == NO_TIME ? panes.all().firstKey() : panes.all().ceilingKey(watermark - grace);
    return next == null ? expiry : Math.min(expiry, dueOf(next));
  }

  @Override
  public List<ClosedWindow> close(long due) {
    long end = due - grace;
    var pane = panes.all().containsKey(end - 1) ? panes.merged(end - size, end) : null;
    panes.removeBefore(due - size - grace + 1);
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
