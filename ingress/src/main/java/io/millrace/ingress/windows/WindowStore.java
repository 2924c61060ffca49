package io.millrace.ingress.windows;

import io.millrace.model.qoa.WindowResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest windows of all series, as many as fit: past a number of windows of one series its oldest goes, past the
 * bytes of all the one that came first. Safe for many threads.
 */
final class WindowStore {
  private final Limits limits;
  private final Map<String, Map<SeriesName, NavigableMap<KeptWindow.Span, KeptWindow>>>
      applications = new TreeMap<>();
  // By identity: in the order in which they came.
  private final Set<KeptWindow> byAge = new LinkedHashSet<>();
  private long bytes;
  private long evicted;

  /**
   * How much is kept.
   *
   * @param perSeries windows of one series
   * @param bytes of all windows, about
   */
  record Limits(int perSeries, long bytes) {
    static final Limits DEFAULTS = new Limits(1440, 64L << 20);
  }

  /**
   * What is kept of one application.
   *
   * @param from the start of its oldest window
   * @param to the end of its newest window
   */
  record Application(String application, int series, int windows, Instant from, Instant to) {}

  /**
   * What is kept of all.
   *
   * @param evicted how many windows had to make room
   */
  record Kept(int windows, long bytes, int mostWindowsPerSeries, long mostBytes, long evicted) {}

  WindowStore(Limits limits) {
    this.limits = limits;
  }

  /** Keeps a result, instead of an earlier one of the same window. */
  synchronized void put(WindowResult result) {
    var series = SeriesName.of(result);
    var window = new KeptWindow(series, result);
    var windows = applications
        .computeIfAbsent(series.application(), name -> new HashMap<>())
        .computeIfAbsent(series, name -> new TreeMap<>(KeptWindow.Span.ORDER));
    var before = windows.put(window.span(), window);
    if (before != null) {
      uncount(before);
    }
    byAge.add(window);
    bytes += window.bytes();
    if (windows.size() > limits.perSeries()) {
      evict(windows.firstEntry().getValue());
    }
    while (bytes > limits.bytes() && byAge.size() > 1) {
      evict(byAge.iterator().next());
    }
  }

  private void uncount(KeptWindow window) {
    byAge.remove(window);
    bytes -= window.bytes();
  }

  private void evict(KeptWindow window) {
    uncount(window);
    evicted++;
    var name = window.series().application();
    var bySeries = applications.getOrDefault(name, Map.of());
    var windows = bySeries.get(window.series());
    if (windows != null) {
      windows.remove(window.span());
      if (windows.isEmpty()) {
        bySeries.remove(window.series());
      }
    }
    if (bySeries.isEmpty()) {
      applications.remove(name);
    }
  }

  /** The windows of an application that are wanted, in no order; null where nothing is kept of it. */
  @Nullable
  List<KeptWindow> find(
      String application, Predicate<SeriesName> series, Predicate<KeptWindow.Span> spans) {
    var found = new ArrayList<KeptWindow>();
    synchronized (this) {
      var bySeries = applications.get(application);
      if (bySeries == null) {
        return null;
      }
      bySeries.forEach((name, windows) -> {
        if (series.test(name)) {
          windows.values().stream().filter(window -> spans.test(window.span())).forEach(found::add);
        }
      });
    }
    return found;
  }

  /** Of each application, by name. */
  synchronized List<Application> applications() {
    var all = new ArrayList<Application>();
    applications.forEach((name, bySeries) -> all.add(application(name, bySeries)));
    return all;
  }

  private static Application application(
      String name, Map<SeriesName, NavigableMap<KeptWindow.Span, KeptWindow>> bySeries) {
    int windows = 0;
    Instant from = Instant.MAX;
    Instant to = Instant.MIN;
    for (var spans : bySeries.values()) {
      windows += spans.size();
      from = earlier(from, spans.firstKey().start());
      // Of windows of different lengths the last to start may not be the last to end.
      for (var span : spans.keySet()) {
        to = later(to, span.end());
      }
    }
    return new Application(name, bySeries.size(), windows, from, to);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  synchronized List<String> names() {
    return List.copyOf(applications.keySet());
  }

  synchronized Kept kept() {
    return new Kept(byAge.size(), bytes, limits.perSeries(), limits.bytes(), evicted);
  }
}
