package io.millrace.metrics.window;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Panes in memory, as bytes. */
final class MemoryPanes implements PaneStore {
  private final TreeMap<SeriesWindow, TreeMap<Long, byte[]>> panes = new TreeMap<>();
  private long watermark = OpenWindows.NO_TIME;

  @Override
  public void save(SeriesWindow key, long pane, byte @Nullable [] bytes) {
    var series = panes.computeIfAbsent(key, k -> new TreeMap<>());
    if (bytes == null) {
      series.remove(pane);
    } else {
      series.put(pane, bytes);
    }
    if (series.isEmpty()) {
      panes.remove(key);
    }
  }

  @Override
  public void load(SeriesWindow key, Visitor visitor) {
    panes
        .getOrDefault(key, new TreeMap<>())
        .forEach((pane, bytes) -> visitor.visit(key, pane, bytes));
  }

  @Override
  public void loadAll(Visitor visitor) {
    panes.keySet().forEach(key -> load(key, visitor));
  }

  @Override
  public void saveWatermark(long millis) {
    watermark = millis;
  }

  @Override
  public long watermark() {
    return watermark;
  }

  int size() {
    return panes.values().stream().mapToInt(TreeMap::size).sum();
  }
}
