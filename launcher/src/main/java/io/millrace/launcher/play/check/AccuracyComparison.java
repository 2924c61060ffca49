package io.millrace.launcher.play.check;

import io.millrace.launcher.evaluation.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How right a server found answers, beside what an offline pass found. Counts have to be equal, of each true and predicted
 * class too; accuracy, precision, recall and f1 to 1e-12.
 */
public final class AccuracyComparison {
  private static final double TOLERANCE = 1e-12;
  private static final long PAUSE_MILLIS = 300;
  private static final int MOST_SHOWN = 30;

  private final SortedMap<AccuracyKey, AccuracyFigures> offline;
  private final SortedMap<AccuracyKey, AccuracyFigures> server;
  private final List<Difference> differences = new ArrayList<>();

  private record Difference(
      AccuracyKey window,
      String figure,
      @Nullable Number offline,
      @Nullable Number server) {
    Map<String, @Nullable Object> json() {
      var json = new LinkedHashMap<String, @Nullable Object>();
      json.put("stage", window.stage());
      json.put("start", window.start().toString());
      json.put("figure", figure);
      json.put("offline", offline);
      json.put("server", server);
      return json;
    }
  }

  AccuracyComparison(
      SortedMap<AccuracyKey, AccuracyFigures> offline,
      SortedMap<AccuracyKey, AccuracyFigures> server) {
    this.offline = offline;
    this.server = server;
    offline.forEach((window, own) -> compare(window, own, server.get(window)));
  }

  /**
   * Compares once the server has counted as many answers and truths as there are, or after a time.
   *
   * @param patience how long to wait for that
   */
  public static AccuracyComparison of(
      OfflineAccuracy pass, ServerAccuracy accuracy, Duration patience)
      throws InterruptedException {
    var offline = pass.figures();
    long end = System.nanoTime() + patience.toNanos();
    var server = accuracy.figures(offline.keySet());
    while (!isWhole(offline, server) && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      server = accuracy.figures(offline.keySet());
    }
    return new AccuracyComparison(offline, server);
  }

  private static boolean isWhole(
      SortedMap<AccuracyKey, AccuracyFigures> offline,
      SortedMap<AccuracyKey, AccuracyFigures> server) {
    return predictions(server) >= predictions(offline) && known(server) >= known(offline);
  }

  private static long predictions(SortedMap<AccuracyKey, AccuracyFigures> windows) {
    return windows.values().stream().mapToLong(AccuracyFigures::predictions).sum();
  }

  private static long known(SortedMap<AccuracyKey, AccuracyFigures> windows) {
    return windows.values().stream().mapToLong(AccuracyFigures::known).sum();
  }

  private void compare(AccuracyKey window, AccuracyFigures own, @Nullable AccuracyFigures theirs) {
    if (theirs == null) {
      differences.add(new Difference(window, "window", own.predictions(), null));
      return;
    }
    compare(window, "predictions", own.predictions(), theirs.predictions());
    compare(window, "truths", own.known(), theirs.known());
    var cells = new TreeSet<>(own.cells().keySet());
    cells.addAll(theirs.cells().keySet());
    for (var cell : cells) {
      compare(
          window,
          "%s as %s".formatted(cell.truth(), cell.predicted()),
          own.cells().getOrDefault(cell, 0L),
          theirs.cells().getOrDefault(cell, 0L));
    }
    own.metrics().forEach((name, value) -> {
      var other = theirs.metrics().get(name);
      if (other == null || Math.abs(value - other) > TOLERANCE) {
        differences.add(new Difference(window, name, value, other));
      }
    });
  }

  private void compare(AccuracyKey window, String figure, long own, long theirs) {
    if (own != theirs) {
      differences.add(new Difference(window, figure, own, theirs));
    }
  }

  /** Whether all is as it should be. */
  public boolean agrees() {
    return differences.isEmpty();
  }

  /** For people. */
  public String text() {
    var head = "%d windows with %d answers, of which the truth of %d is known"
        .formatted(offline.size(), predictions(offline), known(offline));
    if (agrees()) {
      return head + ": counts, accuracy, precision, recall and f1 are equal";
    }
    var table = Table.of("stage", "window", "figure", "offline", "server");
    differences.stream()
        .limit(MOST_SHOWN)
        .forEach(one -> table.row(
            one.window().stage(),
            one.window().start(),
            one.figure(),
            shown(one.offline()),
            shown(one.server())));
    int more = differences.size() - MOST_SHOWN;
    return "%s; the server has %d answers and %d truths: %d differences%n%n%s%s"
        .formatted(
            head,
            predictions(server),
            known(server),
            differences.size(),
            table,
            more > 0 ? "%n... and %d more".formatted(more) : "");
  }

  private static String shown(@Nullable Number number) {
    return number == null ? "-" : number.toString();
  }

  /** For programs. */
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("windows", offline.size());
    json.put("answers", predictions(offline));
    json.put("truths", known(offline));
    json.put("agrees", agrees());
    json.put("differences", differences.stream().map(Difference::json).toList());
    return json;
  }
}
