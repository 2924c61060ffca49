package io.millrace.metrics.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartitionWindowsTest {
  private static final WindowSpec MINUTE = WindowSpec.tumbling(Duration.ofMinutes(1));
  private static final WindowSpec SLIDING =
      WindowSpec.hopping(Duration.ofMinutes(1), Duration.ofSeconds(20));

  private final MemoryPanes store = new MemoryPanes();
  private final List<String> closed = new ArrayList<>();

  private void note(SeriesWindow key, ClosedWindow window) {
    closed.add("%s/%s %s %d: %d of %s"
        .formatted(
            key.series().instance(),
            key.series().metric(),
            key.spec().kind(),
            window.end(),
            window.values().count(),
            window.values().sum()));
  }

  private static Series series(String instance, String metric) {
    return new Series("app", "stage", instance, metric);
  }

  @Test
  void windowsOfManySeries_closeInTheOrderOfTimeThenName() {
    var windows = new PartitionWindows(store, 10, 10);
    for (var instance : List.of("b", "a")) {
      windows.add(new SeriesWindow(series(instance, "m"), MINUTE), 61_000, 1, this::note);
      windows.add(new SeriesWindow(series(instance, "m"), MINUTE), 1_000, 1, this::note);
    }
    windows.advance(500_000, this::note);
    assertThat(closed)
        .containsExactly(
            "a/m TUMBLING 60000: 1 of 1.0",
            "b/m TUMBLING 60000: 1 of 1.0",
            "a/m TUMBLING 120000: 1 of 1.0",
            "b/m TUMBLING 120000: 1 of 1.0");
  }

  /** The same stream with any number of series in memory, saved at once or later, and with restarts at any place. */
  @Test
  void memoryAndRestarts_changeNothing() {
    var expected = run(1000, false, false);
    assertThat(expected).hasSizeGreaterThan(100);
    assertThat(run(1, false, false)).isEqualTo(expected);
    assertThat(run(3, true, false)).isEqualTo(expected);
    assertThat(run(1000, true, true)).isEqualTo(expected);
    assertThat(run(1, false, true)).isEqualTo(expected);
    assertThat(run(3, true, true)).isEqualTo(expected);
  }

  private List<String> run(int inMemory, boolean restarts, boolean later) {
    closed.clear();
    var random = new Random(11);
    var places = new Random(12);
    var panes = new MemoryPanes();
    var windows = open(panes, inMemory, later);
    long clock = 1_000_000;
    for (int i = 0; i < 3000; i++) {
      clock += random.nextInt(2000);
      var admitted = windows.admitted(series("i" + random.nextInt(9), "m" + random.nextInt(3)));
      long time = clock - random.nextInt(90_000);
      double value = random.nextInt(50) / 4.0;
      windows.add(new SeriesWindow(admitted, MINUTE), time, value, this::note);
      windows.add(new SeriesWindow(admitted, SLIDING), time, value, this::note);
      windows.add(
          new SeriesWindow(admitted, WindowSpec.hoppingCount(7, 2)), time, value, this::note);
      windows.advance(time, this::note);
      if (places.nextInt(10) == 0) {
        windows.save();
        windows = restarts ? open(panes, inMemory, later) : windows;
      }
    }
    return List.copyOf(closed);
  }

  private static PartitionWindows open(MemoryPanes panes, int inMemory, boolean later) {
    return later
        ? PartitionWindows.savingLater(panes, 5, inMemory)
        : new PartitionWindows(panes, 5, inMemory);
  }

  @Test
  void aMillionInstances_takeTheRoomOfTheCap_andNoValueIsLost() {
    var windows = new PartitionWindows(store, 100, 50);
    long[] counted = new long[2];
    for (int i = 0; i < 1_000_000; i++) {
      var series = windows.admitted(series("instance-" + i, "m"));
      windows.add(new SeriesWindow(series, MINUTE), i / 10L, 1, this::note);
      assertThat(store.size()).isLessThanOrEqualTo(2 * 101);
      assertThat(windows.openSeries()).isLessThanOrEqualTo(101);
      windows.advance(i / 10L, (key, window) -> {
        boolean other = key.series().instance().equals(OpenInstances.OTHER);
        counted[other ? 1 : 0] += window.values().count();
      });
    }
    windows.advance(10_000_000, (key, window) -> counted[1] += window.values().count());
    assertThat(counted[0]).isEqualTo(100);
    assertThat(counted[0] + counted[1]).isEqualTo(1_000_000);
  }

  @Test
  void instanceWhoseWindowsHaveClosed_makesRoom() {
    var windows = new PartitionWindows(store, 1, 10);
    windows.add(new SeriesWindow(windows.admitted(series("a", "m")), MINUTE), 5, 1, this::note);
    assertThat(windows.admitted(series("a", "other metric")).instance()).isEqualTo("a");
    assertThat(windows.admitted(series("b", "m")).instance()).isEqualTo("(other)");
    assertThat(windows.admitted(new Series("another app", "s", "b", "m")).instance())
        .isEqualTo("b");
    windows.advance(60_000, this::note);
    assertThat(windows.admitted(series("b", "m")).instance()).isEqualTo("b");
  }
}
