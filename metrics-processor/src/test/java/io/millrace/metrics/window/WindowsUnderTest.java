package io.millrace.metrics.window;

import io.millrace.model.qoa.Summary;
import java.util.ArrayList;
import java.util.List;

/** The windows of one series, which show what they give. Each step may be done by a new instance on the same store. */
final class WindowsUnderTest {
  static final Series SERIES = new Series("app", "stage", "i1", "m");

  final MemoryPanes store = new MemoryPanes();
  final List<ClosedWindow> closed = new ArrayList<>();
  private final SeriesWindow key;
  private final boolean restarting;
  private PartitionWindows windows;

  WindowsUnderTest(WindowSpec spec, boolean restarting) {
    this.key = new SeriesWindow(SERIES, spec);
    this.restarting = restarting;
    this.windows = new PartitionWindows(store, 10, 10);
  }

  WindowsUnderTest(WindowSpec spec) {
    this(spec, false);
  }

  /** Adds values at a time, without moving the watermark. */
  WindowsUnderTest add(long time, double... values) {
    for (double value : values) {
      restart();
      windows.add(key, time, value, (k, window) -> closed.add(window));
    }
    return this;
  }

  /** As a partition does: the value, then its time as the watermark. */
  WindowsUnderTest arrive(long time, double value) {
    return add(time, value).watermark(time);
  }

  WindowsUnderTest watermark(long time) {
    restart();
    windows.advance(time, (k, window) -> closed.add(window));
    return this;
  }

  private void restart() {
    if (restarting) {
      windows = new PartitionWindows(store, 10, 10);
    }
  }

  /** What has closed since the last call, such as {@code 0-10: 2 of 3.0}, with late and missing where there are any. */
  List<String> results() {
    var shown = closed.stream().map(WindowsUnderTest::shown).toList();
    closed.clear();
    return shown;
  }

  private static String shown(ClosedWindow window) {
    Summary values = window.values();
    return "%d-%d: %d of %s".formatted(window.start(), window.end(), values.count(), values.sum())
        + (window.late() == 0 ? "" : ", late " + window.late())
        + (window.missing() == 0 ? "" : ", missing " + window.missing());
  }
}
