package io.millrace.metrics.window;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
  private final Map<SeriesWindow, OpenWindows> recent;
  private long watermark;

  private record Due(long at, SeriesWindow key) {}

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
    this.store = store;
    this.instances = new OpenInstances(instancesPerApplication);
    this.recent = new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<SeriesWindow, OpenWindows> eldest) {
        return size() > seriesInMemory;
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
        recent.put(key, windows);
        schedule(key, windows);
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
    var windows = windows(key);
    windows.add(time, value, watermark);
    windows.saveChanges((pane, bytes) -> store.save(key, pane, bytes));
    schedule(key, windows);
    if (windows.due(watermark) == OpenWindows.NO_TIME) { // full, by count
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
    store.saveWatermark(time);
  }

  private void close(Due due, Output out) {
    var windows = windows(due.key());
    for (var closed : windows.close(due.at())) {
      out.closed(due.key(), closed);
    }
    windows.saveChanges((pane, bytes) -> store.save(due.key(), pane, bytes));
    schedule(due.key(), windows);
  }

  private OpenWindows windows(SeriesWindow key) {
    var windows = recent.get(key);
    if (windows == null) {
      windows = load(key);
      recent.put(key, windows);
    }
    return windows;
  }

  private OpenWindows load(SeriesWindow key) {
    var windows = key.spec().open();
    if (dues.containsKey(key)) {
      store.load(key, (k, pane, bytes) -> windows.restore(pane, bytes));
    }
    return windows;
  }

  private void schedule(SeriesWindow key, OpenWindows windows) {
    if (windows.isEmpty()) {
      forget(key);
      return;
    }
    long at = windows.due(watermark);
    var before = dues.put(key, at);
    if (before == null) {
      instances.opened(key.series());
      queue.add(new Due(at, key));
    } else if (before != at) {
      queue.remove(new Due(before, key));
      queue.add(new Due(at, key));
    }
  }

  private void forget(SeriesWindow key) {
    recent.remove(key);
    var before = dues.remove(key);
    if (before != null) {
      queue.remove(new Due(before, key));
      instances.closed(key.series());
    }
  }
}
