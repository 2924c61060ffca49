package io.millrace.metrics.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.qoa.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random streams in random order, beside what the definition of each kind of window says of the same stream. */
class WindowsAgainstBruteForceTest {
  private static final int STREAMS = 40;

  /** A value, and the watermark when it came. */
  private record Arrival(long time, double value, long watermark) {}

  private record Expected(long start, long end, List<Double> values) {}

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private static List<Arrival> stream(Random random) {
    var stream = new ArrayList<Arrival>();
    long clock = 1000;
    long watermark = OpenWindows.NO_TIME;
    for (int i = 0; i < 80; i++) {
      clock += random.nextInt(random.nextInt(5) == 0 ? 60 : 6);
      long time = clock - random.nextInt(40);
      stream.add(new Arrival(time, random.nextInt(1000) / 8.0, watermark));
      watermark = Math.max(watermark, time);
    }
    return stream;
  }

  private static List<Expected> run(WindowSpec spec, List<Arrival> stream, boolean restarting) {
    var windows = new WindowsUnderTest(spec, restarting);
    stream.forEach(arrival -> windows.arrive(arrival.time(), arrival.value()));
    windows.watermark(1_000_000);
    assertThat(windows.store.size()).isZero();
    assertEveryValueIsCountedOnce(spec, windows.closed, stream.size());
    var results = new ArrayList<Expected>();
    for (var closed : windows.closed) {
      if (closed.values().count() > 0) {
        results.add(expected(closed));
      }
    }
    return results;
  }

  private static void assertEveryValueIsCountedOnce(
      WindowSpec spec, List<ClosedWindow> closed, int arrived) {
    if (spec instanceof WindowSpec.Tumbling || spec instanceof WindowSpec.Session) {
      assertThat(closed.stream().mapToLong(w -> w.values().count() + w.late()).sum())
          .isEqualTo(arrived);
    }
  }

  // The summaries' own tests say that equal forms hold equal values; so forms are compared.
  private static Expected expected(ClosedWindow closed) {
    return new Expected(closed.start(), closed.end(), form(closed.values()));
  }

  private static List<Double> form(Summary summary) {
    return List.of(
        (double) summary.count(), summary.sum(), summary.min(), summary.max(), summary.deviation());
  }

  private static void check(WindowSpec spec, Random random, Definition definition) {
    var stream = stream(random);
    var expected = new ArrayList<Expected>();
    definition.windowsOf(stream).forEach((window, values) -> {
      var summary = Summary.of(values.stream().mapToDouble(v -> v).toArray());
      expected.add(new Expected(window.start(), window.end(), form(summary)));
    });
    expected.sort(Comparator.comparingLong(Expected::end).thenComparingLong(Expected::start));
    assertThat(run(spec, stream, false)).as("%s", spec).isEqualTo(expected);
    assertThat(run(spec, stream, true)).as("restarting %s", spec).isEqualTo(expected);
  }

  private record Window(long start, long end) implements Comparable<Window> {
    @Override
    public int compareTo(Window other) {
      return Comparator.comparingLong(Window::start)
          .thenComparingLong(Window::end)
          .compare(this, other);
    }
  }

  private interface Definition {
    Map<Window, List<Double>> windowsOf(List<Arrival> stream);
  }

  private static Map<Window, List<Double>> inTime(
      List<Arrival> stream, long grace, Iterable<Window> windows) {
    var all = new TreeMap<Window, List<Double>>();
    for (var window : windows) {
      for (var arrival : stream) {
        boolean within = window.start() <= arrival.time() && arrival.time() < window.end();
        if (within && window.end() + grace > arrival.watermark()) {
          all.computeIfAbsent(window, w -> new ArrayList<>()).add(arrival.value());
        }
      }
    }
    return all;
  }

  @Test
  void tumblingAndHopping() {
    for (int seed = 0; seed < STREAMS; seed++) {
      var random = new Random(seed);
      long size = 1L + random.nextInt(40);
      long hop = seed % 2 == 0 ? size : 1 + random.nextInt((int) size);
      long grace = random.nextInt(30);
      var windows = new ArrayList<Window>();
      for (long start = 900 / hop * hop; start < 3500; start += hop) {
        windows.add(new Window(start, start + size));
      }
      var spec =
          hop == size ? WindowSpec.tumbling(ms(size)) : WindowSpec.hopping(ms(size), ms(hop));
      check(spec.withGrace(ms(grace)), random, stream -> inTime(stream, grace, windows));
    }
  }

  @Test
  void sliding() {
    for (int seed = 0; seed < STREAMS; seed++) {
      var random = new Random(seed);
      long size = 1L + random.nextInt(40);
      long grace = random.nextInt(30);
      check(WindowSpec.sliding(ms(size)).withGrace(ms(grace)), random, stream -> {
        // A value that misses the window that ends with itself is late for all of them.
        var inTime = stream.stream()
            .filter(arrival -> arrival.time() + 1 + grace > arrival.watermark())
            .toList();
        // So is a window's time, where a late value makes one.
        var times = new HashSet<Window>();
        inTime.forEach(a -> times.add(new Window(a.time() + 1 - size, a.time() + 1)));
        stream.stream()
            .filter(arrival -> !inTime.contains(arrival))
            .map(arrival -> arrival.watermark() - grace)
            .forEach(time -> times.add(new Window(time + 1 - size, time + 1)));
        return inTime(inTime, grace, times);
      });
    }
  }

  @Test
  void session_whereNothingIsLate() {
    for (int seed = 0; seed < STREAMS; seed++) {
      var random = new Random(seed);
      long gap = 1L + random.nextInt(20);
      check(
          WindowSpec.session(ms(gap)).withGrace(ms(5000)), random, stream -> sessions(stream, gap));
    }
  }

  private static Map<Window, List<Double>> sessions(List<Arrival> stream, long gap) {
    var sorted = stream.stream().sorted(Comparator.comparingLong(Arrival::time)).toList();
    var all = new TreeMap<Window, List<Double>>();
    long start = sorted.get(0).time();
    var values = new ArrayList<Double>();
    for (int i = 0; i < sorted.size(); i++) {
      values.add(sorted.get(i).value());
      long time = sorted.get(i).time();
      if (i + 1 == sorted.size() || sorted.get(i + 1).time() >= time + gap) {
        all.put(new Window(start, time + gap), List.copyOf(values));
        values.clear();
        start = i + 1 == sorted.size() ? 0 : sorted.get(i + 1).time();
      }
    }
    return all;
  }

  @Test
  void session_whereSomeAreLate_countsEachValueOnce() {
    for (int seed = 0; seed < STREAMS; seed++) {
      var random = new Random(seed);
      var spec = WindowSpec.session(ms(1 + random.nextInt(20))).withGrace(ms(random.nextInt(20)));
      var stream = stream(random);
      var once = run(spec, stream, false);
      assertThat(run(spec, stream, true)).isEqualTo(once);
    }
  }
}
