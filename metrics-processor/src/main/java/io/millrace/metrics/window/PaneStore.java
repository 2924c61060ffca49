package io.millrace.metrics.window;

import org.jspecify.annotations.Nullable;

/** Keeps the panes of a partition's open windows, and its watermark, over a restart. */
public interface PaneStore {
  /** @param bytes what the pane now is; null if it is gone */
  void save(SeriesWindow key, long pane, byte @Nullable [] bytes);

  /** Gives all panes of a series to the visitor. */
  void load(SeriesWindow key, Visitor visitor);

  /** Gives all panes there are to the visitor, those of a series one after the other. */
  void loadAll(Visitor visitor);

  void saveWatermark(long watermark);

  /** {@link OpenWindows#NO_TIME} if none was saved. */
  long watermark();

  /** Takes stored panes. */
  @FunctionalInterface
  interface Visitor {
    void visit(SeriesWindow key, long pane, byte[] bytes);
  }
}
