package io.millrace.metrics.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The open windows of all series of a partition, and the time that the partition has reached. Whatever is due at a time
 * is closed in the order of time, then of series, so the same log gives the same results in the same order, with or
 * without restarts between.
 *
 * <p>All panes are in the store; the windows of the series used last are in memory too. Not thread-safe.
 */
public final class PartitionWindows {
  private static final Comparator<Due> ORDER =
      Comparator.comparingLong(Due::at).thenComparing(Due::key);

  private final PaneStore store;
  private final OpenInstances instances;
  private final Map<SeriesWindow, Long> dues = new HashMap<>();
  private final TreeSet<Due> queue = new TreeSet<>(ORDER);
  private final Map<SeriesWindow, Held> recent;
  private final List<Held> unsaved = new ArrayList<>();
  private final boolean saveLater;
  private long watermark;

  private record Due(long at, SeriesWindow key) {}

  /** The windows of a series in memory. */
  private static final class Held {
    private final SeriesWindow key;
    private final OpenWindows windows;
    private boolean unsaved;
    /** When it is queued; null if it is not. */
    private @Nullable Long due;

    Held(SeriesWindow key, OpenWindows windows, @Nullable Long due) {
      this.key = key;
      this.windows = windows;
      this.due = due;
    }
  }

  /** Takes each window's result, once. */
  @FunctionalInterface
  public interface Output {
    void closed(SeriesWindow key, ClosedWindow window);
  }

  /**
   * Goes on where the store stands.
   *
   * @param instancesPerApplication the most instances of an application that have windows open at a time; what comes
   *     from others meanwhile is counted under {@link OpenInstances#OTHER}
   * @param seriesInMemory of how many series the windows are kept in memory beside the store
   */
  public PartitionWindows(PaneStore store, int instancesPerApplication, int seriesInMemory) {
    this(store, instancesPerApplication, seriesInMemory, false);
  }

  /**
   * As the constructor, but changes are put into the store only by {@link #save}.
   *
   * @see #PartitionWindows(PaneStore, int, int)
   */
  public static PartitionWindows savingLater(
      PaneStore store, int instancesPerApplication, int seriesInMemory) {
    return new PartitionWindows(store, instancesPerApplication, seriesInMemory, true);
  }

  private PartitionWindows(
      PaneStore store, int instancesPerApplication, int seriesInMemory, boolean saveLater) {
    this.store = store;
    this.saveLater = saveLater;
    this.instances = new OpenInstances(instancesPerApplication);
    this.recent = new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<SeriesWindow, Held> eldest) {
        if (size() <= seriesInMemory) {
          return false;
        }
        putChanges(eldest.getValue());
        return true;
      }
    };
    this.watermark = store.watermark();
    restore();
  }

  private void restore() {
    var loading = new Loading();
    store.loadAll(loading);
    loading.end();
  }

  /** Puts the panes of each series together and notes when they are due. */
  private final class Loading implements PaneStore.Visitor {
    private @Nullable SeriesWindow key;
    private @Nullable OpenWindows windows;

    @Override
    public void visit(SeriesWindow next, long pane, byte[] bytes) {
      if (windows == null || !next.equals(key)) {
        end();
        key = next;
        windows = next.spec().open();
      }
      windows.restore(pane, bytes);
    }

    void end() {
      if (key != null && windows != null) {
        var held = new Held(key, windows, null);
        recent.put(key, held);
        schedule(held);
      }
    }
  }

  /** The time that the partition has reached; {@link OpenWindows#NO_TIME} before its first. */
  public long watermark() {
    return watermark;
  }

  /** How many series have windows open. */
  public int openSeries() {
    return dues.size();
  }

  /** The instance under which a value is counted: its own, or {@link OpenInstances#OTHER} past the cap. */
  public Series admitted(Series series) {
    return instances.admits(series) ? series : series.withInstance(OpenInstances.OTHER);
  }

  /** Adds a value to its windows; they do not close before the partition's time {@linkplain #advance advances}. */
  public void add(SeriesWindow key, long time, double value, Output out) {
    add(key, new Arrival(time, value, false), watermark, out);
  }

  /**
   * As {@link #add(SeriesWindow, long, double, Output)}, for a value that came through one of several channels.
   *
   * @param reached the time of that channel, which decides whether the value is late: whatever the other channels have
   *     brought meanwhile, a replay then decides the same
   */
  public void add(SeriesWindow key, Arrival arrival, long reached, Output out) {
    var held = held(key);
    held.windows.add(arrival, Math.max(reached, watermark));
    changed(held);
    schedule(held);
    if (held.due != null && held.due == OpenWindows.NO_TIME) { // full, by count
      close(new Due(OpenWindows.NO_TIME, key), out);
    }
  }

  /** Sets the partition's time if this is later, and closes what is due by then. */
  public void advance(long time, Output out) {
    if (time <= watermark) {
      return;
    }
    while (!queue.isEmpty() && queue.first().at() <= time) {
      var due = queue.first();
      watermark = Math.max(watermark, due.at());
      close(due, out);
    }
    watermark = time;
    if (!saveLater) {
      store.saveWatermark(time);
    }
  }

  /** Puts into the store what has changed since the last time. */
  public void save() {
    unsaved.forEach(this::putChanges);
    unsaved.clear();
    store.saveWatermark(watermark);
  }

  private void changed(Held held) {
    if (!saveLater) {
      held.unsaved = true;
      putChanges(held);
    } else if (!held.unsaved) {
      held.unsaved = true;
      unsaved.add(held);
    }
  }

  /** Puts what has changed of it, if anything has. */
  private void putChanges(Held held) {
    if (held.unsaved) {
      held.unsaved = false;
      held.windows.saveChanges((pane, bytes) -> store.save(held.key, pane, bytes));
    }
  }

  private void close(Due due, Output out) {
    var held = held(due.key());
    for (var closed : held.windows.close(due.at())) {
      out.closed(due.key(), closed);
    }
    changed(held);
    schedule(held);
  }

  private Held held(SeriesWindow key) {
    var held = recent.get(key);
    if (held == null) {
      held = load(key);
      recent.put(key, held);
    }
    return held;
  }

  private Held load(SeriesWindow key) {
    var windows = key.spec().open();
    var due = dues.get(key);
    if (due != null) {
      store.load(key, (k, pane, bytes) -> windows.restore(pane, bytes));
    }
    return new Held(key, windows, due);
  }

  private void schedule(Held held) {
    var key = held.key;
    if (held.windows.isEmpty()) {
      forget(held);
      return;
    }
    long at = held.windows.due(watermark);
    if (held.due == null) {
      instances.opened(key.series());
    } else if (held.due == at) {
      return;
    } else {
      queue.remove(new Due(held.due, key));
    }
    held.due = at;
    dues.put(key, at);
    queue.add(new Due(at, key));
  }

  private void forget(Held held) {
    putChanges(held);
    recent.remove(held.key);
    var before = dues.remove(held.key);
    if (before != null) {
      queue.remove(new Due(before, held.key));
      instances.closed(held.key.series());
    }
    held.due = null;
  }
}
