package io.millrace.launcher.play.check;

import io.millrace.launcher.evaluation.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a server counted beside what an offline pass counted. Counts and extremes have to be equal, means to 1e-12 of
 * their size, quantiles to 1.1 % of theirs.
 */
public final class Comparison {
  private static final double MEAN_TOLERANCE = 1e-12;
  private static final double QUANTILE_TOLERANCE = 0.011;
  private static final long PAUSE_MILLIS = 300;
  private static final int MOST_SHOWN = 30;

  private final SortedMap<WindowKey, Figures> offline;
  private final SortedMap<WindowKey, Figures> server;
  private final List<Difference> differences = new ArrayList<>();
  private double greatestQuantileError;

  /** One figure that is not what it should be; null where there is none. */
  private record Difference(
      WindowKey window,
      String figure,
      @Nullable Number offline,
      @Nullable Number server) {
    Map<String, @Nullable Object> json() {
      var json = new LinkedHashMap<String, @Nullable Object>();
      json.put("stage", window.stage());
      json.put("metric", window.metric());
      json.put("start", window.start().toString());
      json.put("figure", figure);
      json.put("offline", offline);
      json.put("server", server);
      return json;
    }
  }

  Comparison(SortedMap<WindowKey, Figures> offline, SortedMap<WindowKey, Figures> server) {
    this.offline = offline;
    this.server = server;
    offline.forEach((window, own) -> compare(window, own, server.get(window)));
  }

  /**
   * Compares once the server has closed all windows and counted as many values in them as there are, or after a time.
   *
   * @param patience how long to wait for that
   */
  public static Comparison of(OfflinePass pass, ServerWindows windows, Duration patience)
      throws InterruptedException {
    var offline = pass.figures();
    long end = System.nanoTime() + patience.toNanos();
    var server = windows.figures(offline.keySet());
    while (!isWhole(offline, server) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      server = windows.figures(offline.keySet());
    }
    return new Comparison(offline, server);
  }

  private static boolean isWhole(
      SortedMap<WindowKey, Figures> offline, SortedMap<WindowKey, Figures> server) {
    return server.keySet().containsAll(offline.keySet()) && values(server) >= values(offline);
  }

  // Late values stand in another window than their own, so only all together add up.
  private static long values(SortedMap<WindowKey, Figures> windows) {
    return windows.values().stream()
        .mapToLong(window -> window.count() + window.missing() + window.late())
        .sum();
  }

  private void compare(WindowKey window, Figures own, @Nullable Figures theirs) {
    if (theirs == null) {
      differences.add(new Difference(window, "closed window", own.count(), null));
      return;
    }
    compare(window, "count", own.count(), theirs.count());
    compare(window, "missing", own.missing(), theirs.missing());
    compare(window, "late", own.late(), theirs.late());
    own.numbers().forEach((name, number) -> {
      var other = theirs.number(name);
      if (other == null || !isNear(name, number, other)) {
        differences.add(new Difference(window, name, number, other));
      }
    });
  }

  private void compare(WindowKey window, String figure, long own, long theirs) {
    if (own != theirs) {
      differences.add(new Difference(window, figure, own, theirs));
    }
  }

  private boolean isNear(String name, double own, double theirs) {
    double off = Math.abs(own - theirs);
    if (Figures.QUANTILES.containsKey(name)) {
      greatestQuantileError = Math.max(greatestQuantileError, off == 0 ? 0 : off / Math.abs(own));
      return off <= QUANTILE_TOLERANCE * Math.abs(own);
    }
    return name.equals(Figures.MEAN) ? off <= MEAN_TOLERANCE * Math.abs(own) : off == 0;
  }

  /** Whether all is as it should be. */
  public boolean agrees() {
    return differences.isEmpty();
  }

  private long values() {
    return offline.values().stream().mapToLong(Figures::count).sum();
  }

  /** For people. */
  public String text() {
    var head = "%d windows with %d values, of which the server has closed %d"
        .formatted(offline.size(), values(), server.size());
    if (agrees()) {
      return head
          + ": counts, means and extremes are equal, quantiles differ by %.2f %% at most"
              .formatted(greatestQuantileError * 100);
    }
    var table = Table.of("stage", "metric", "window", "figure", "offline", "server");
    differences.stream()
        .limit(MOST_SHOWN)
        .forEach(one -> table.row(
            one.window().stage(),
            one.window().metric(),
            one.window().start(),
            one.figure(),
            shown(one.offline()),
            shown(one.server())));
    int more = differences.size() - MOST_SHOWN;
    return "%s: %d differences%n%n%s%s%s"
        .formatted(
            head,
            differences.size(),
            table,
            more > 0 ? "%n... and %d more".formatted(more) : "",
            advice());
  }

  private static String shown(@Nullable Number number) {
    return number == null ? "-" : number.toString();
  }

  private String advice() {
    long late = server.values().stream().mapToLong(Figures::late).sum();
    if (late > 0) {
      return ("%n%n%d values came too late for their windows.%n"
              + "Maybe play them in order with --sort: what is older than the newest that the server has seen,"
              + " less the windows' grace, is late.")
          .formatted(late);
    }
    return server.size() < offline.size()
        ? "%n%nMaybe wait longer for the last windows to close (--wait).".formatted()
        : "";
  }

  /** For programs. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("windows", offline.size());
    json.put("closed", server.size());
    json.put("values", values());
    json.put("agrees", agrees());
    json.put(
        "greatest_quantile_error",
        Double.valueOf(String.format(Locale.ROOT, "%.6f", greatestQuantileError)));
    json.put("differences", differences.stream().map(Difference::json).toList());
    return json;
  }
}
