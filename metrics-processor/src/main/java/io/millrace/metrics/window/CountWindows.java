package io.millrace.metrics.window;

import java.util.List;

/**
 * Windows of a number of reports in the order in which they come: the last {@code size}, fewer at the beginning, after
 * each {@code hop} of them. A report whose value is missing counts as one. Panes hold as many reports as the greatest
 * common divisor of both, and their ids count them.
 */
final class CountWindows implements OpenWindows {
  private final Panes panes = new Panes();
  private final int size;
  private final int hop;
  private final int width;
  private boolean ready;

  CountWindows(int size, int hop) {
    this.size = size;
    this.hop = hop;
    this.width = (int) Divisor.greatestCommon(size, hop);
  }

  @Override
  public void add(Arrival arrival, long watermark) {
    var last = panes.all().lastEntry();
    long id = last == null ? 0 : last.getKey() + last.getValue().reports() / width;
    panes.change(id).add(arrival);
    ready = arrived() % hop == 0;
  }

  /** How many reports have come since the count began. */
  private long arrived() {
    var last = panes.all().lastEntry();
    return last.getKey() * width + last.getValue().reports();
  }

  /** Now, if enough reports have come; the watermark has no part in it. */
  @Override
  public long due(long watermark) {
    return ready ? NO_TIME : NEVER;
  }

  @Override
  public List<ClosedWindow> close(long due) {
    long arrived = arrived();
    var pane = panes.merged((arrived - size) / width, arrived / width);
    ready = false;
    // Where no report is needed any more, the count begins anew: the windows that follow are the
    // same.
    panes.removeBefore((arrived + hop - size) / width);
    return pane == null ? List.of() : List.of(pane.closed(pane.first(), pane.last() + 1));
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
