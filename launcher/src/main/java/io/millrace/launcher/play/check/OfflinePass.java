package io.millrace.launcher.play.check;

import io.millrace.launcher.play.Mapping;
import io.millrace.launcher.play.PlayException;
import io.millrace.launcher.play.Row;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts by itself what windows of rows come to, with nothing that the server counts with: all values are kept, summed
 * in decimal digits and sorted.
 */
public final class OfflinePass {
  private final Mapping mapping;
  private final Duration window;
  private final Map<WindowKey, List<Double>> values = new HashMap<>();
  private final Map<WindowKey, Long> missing = new HashMap<>();
  private long index;

  /** @param window the length of the tumbling windows; the first starts at 1970-01-01T00:00Z */
  public OfflinePass(Mapping mapping, Duration window) {
    this.mapping = mapping;
    this.window = window;
  }

  /** Takes all rows; those that cannot be read are left out, as they are when played. */
  public OfflinePass read(Iterator<Row> rows) {
    while (rows.hasNext()) {
      var row = rows.next();
      try {
        var played = mapping.read(row, index++, () -> Instant.EPOCH);
        if (played.report() != null) {
          add(played.report());
        }
      } catch (PlayException e) {
        // The player has said so; it does not send this one.
      }
    }
    return this;
  }

  private void add(Report report) {
    long millis = report.eventTime().toEpochMilli();
    var start = Instant.ofEpochMilli(Math.floorDiv(millis, window.toMillis()) * window.toMillis());
    for (var observation : report.observations()) {
      var key = new WindowKey(observation.stage(), observation.metric(), start);
      if (observation.value() instanceof Value.Numeric number) {
        values.computeIfAbsent(key, k -> new ArrayList<>()).add(number.number());
      } else {
        missing.merge(key, 1L, Long::sum);
      }
    }
  }

  /** What each window came to. */
  SortedMap<WindowKey, Figures> figures() {
    var figures = new TreeMap<WindowKey, Figures>();
    values.forEach((key, all) ->
        figures.put(key, new Figures(all.size(), missing.getOrDefault(key, 0L), 0, numbers(all))));
    missing.forEach((key, count) -> figures.putIfAbsent(key, new Figures(0, count, 0, Map.of())));
    return figures;
  }

  private static Map<String, Double> numbers(List<Double> all) {
    var sorted = new ArrayList<>(all);
    Collections.sort(sorted);
    var sum = sorted.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    var numbers = new LinkedHashMap<String, Double>();
    numbers.put(
        Figures.MEAN,
        sum.divide(BigDecimal.valueOf(sorted.size()), MathContext.DECIMAL128).doubleValue());
    numbers.put(Figures.MIN, sorted.get(0));
    numbers.put(Figures.MAX, sorted.get(sorted.size() - 1));
    Figures.QUANTILES.forEach((name, q) ->
        numbers.put(name, sorted.get((int) (q * (sorted.size() - 1)))));
    return numbers;
  }
}
