package io.millrace.metrics.window;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows of values less than a gap apart. Each session is a pane under the time of its first value. What is no value
 * (late or missing) joins a session that is near, else stands alone; it never makes a session longer.
 */
final class SessionWindows implements OpenWindows {
  private final Panes panes = new Panes();
  private final long gap;
  private final long grace;

  SessionWindows(long gap, long grace) {
    this.gap = gap;
    this.grace = grace;
  }

  @Override
  public void add(Arrival arrival, long watermark) {
    long time = arrival.time();
    var near = near(time);
    if (near.isEmpty() && watermark != NO_TIME && time + gap + grace <= watermark) {
      beside(watermark - grace).addLate(arrival);
    } else if (Double.isFinite(arrival.value())) {
      addValue(near, arrival);
    } else {
      addMissing(near, arrival);
    }
  }

  /** The sessions that a value at this time would join, the latest first. */
  private List<Long> near(long time) {
    var near = new ArrayList<Long>();
    for (var entry : panes.all().headMap(time + gap, false).descendingMap().entrySet()) {
      if (entry.getValue().last() <= time - gap) {
        break;
      }
      near.add(entry.getKey());
    }
    return near;
  }

  private void addValue(List<Long> near, Arrival arrival) {
    if (near.size() == 1 && near.get(0) <= arrival.time() && pane(near.get(0)).hasValues()) {
      panes.change(near.get(0)).add(arrival);
      return;
    }
    var session = new Pane();
    session.add(arrival);
    for (long id : near) {
      var other = pane(id);
      if (other.hasValues()) {
        session.merge(other);
      } else {
        session.addCountsOf(other);
      }
      panes.remove(id);
    }
    panes.put(session.first(), session);
  }

  private void addMissing(List<Long> near, Arrival arrival) {
    if (near.isEmpty()) {
      panes.change(arrival.time()).add(arrival);
    } else {
      long id = near.get(0);
      var pane = pane(id);
      // Not the missing value's own time, which may lie outside of the session.
      pane.addAt(pane.first(), arrival);
      panes.put(id, pane);
    }
  }

  private Pane beside(long time) {
    var near = near(time);
    var pane = panes.change(near.isEmpty() ? time : near.get(0));
    if (near.isEmpty()) {
      pane.reach(time);
    }
    return pane;
  }

  private Pane pane(long id) {
    @Nullable Pane pane = panes.all().get(id);
    if (pane == null) {
      throw new IllegalStateException("no session at " + id);
    }
    return pane;
  }

  @Override
  public long due(long watermark) {
    // Sessions do not overlap, so the first to start is the first to end.
    return panes.all().isEmpty() ? NEVER : panes.all().firstEntry().getValue().last() + gap + grace;
  }

  @Override
  public List<ClosedWindow> close(long due) {
    var first = panes.all().firstEntry();
    if (first == null || first.getValue().last() + gap + grace != due) {
      return List.of();
    }
    panes.remove(first.getKey());
    return List.of(first.getValue().closed(first.getKey(), due - grace));
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
