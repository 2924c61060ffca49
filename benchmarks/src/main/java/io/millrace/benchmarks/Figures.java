package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, round by round. Labels keep the order in which they first came. */
public final class Figures {
  private final Map<String, Series> figures = new LinkedHashMap<>();
  private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

  private record Series(String unit, List<Double> values) {}

  /**
   * What a label's values come to.
   *
   * @param unit such as {@code requests/s}
   */
  public record Figure(double median, double min, double max, String unit) {}

  /** Adds a round's value. */
  public void add(String label, String unit, double value) {
    figures
        .computeIfAbsent(label, l -> new Series(unit, new ArrayList<>()))
        .values()
        .add(value);
  }

  /** Adds a round's quotient of two of its own values: what the load of the machine does to both, it leaves out. */
  public void addRatio(String label, double value) {
    ratios.computeIfAbsent(label, l -> new ArrayList<>()).add(value);
  }

  public Map<String, Figure> figures() {
    var all = new LinkedHashMap<String, Figure>();
    figures.forEach((label, series) -> {
      var spread = Spread.of(series.values());
      all.put(label, new Figure(spread.median(), spread.min(), spread.max(), series.unit()));
    });
    return all;
  }

  public Map<String, Spread> ratios() {
    var all = new LinkedHashMap<String, Spread>();
    ratios.forEach((label, values) -> all.put(label, Spread.of(values)));
    return all;
  }
}
