package io.millrace.launcher.play.check;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How right the answers of a window were.
 *
 * @param predictions how many there were
 * @param cells how often a class was true and another, or the same, predicted; only of answers whose truth is known
 * @param metrics accuracy, precision, recall and f1 by name; empty where no truth is known
 */
record AccuracyFigures(long predictions, SortedMap<Cell, Long> cells, Map<String, Double> metrics) {
  /** A true class and what was predicted. */
  record Cell(String truth, String predicted) implements Comparable<Cell> {
    @Override
    public int compareTo(Cell other) {
      int byTruth = truth.compareTo(other.truth);
      return byTruth != 0 ? byTruth : predicted.compareTo(other.predicted);
    }

    boolean isHit() {
      return truth.equals(predicted);
    }
  }

  /** Of how many answers the truth is known. */
  long known() {
    return cells.values().stream().mapToLong(Long::longValue).sum();
  }

  /** With the metrics that follow from the cells: of precision, recall and f1 the plain means over all classes. */
  static AccuracyFigures of(long predictions, SortedMap<Cell, Long> cells) {
    var metrics = new TreeMap<String, Double>();
    double known = 0;
    double hits = 0;
    var classes = new TreeMap<String, double[]>(); // true, predicted, both
    for (var cell : cells.entrySet()) {
      known += cell.getValue();
      hits += cell.getKey().isHit() ? cell.getValue() : 0;
      count(classes, cell.getKey().truth())[0] += cell.getValue();
      count(classes, cell.getKey().predicted())[1] += cell.getValue();
      count(classes, cell.getKey().truth())[2] += cell.getKey().isHit() ? cell.getValue() : 0;
    }
    if (known > 0) {
      metrics.put("accuracy", hits / known);
      metrics.put("precision", mean(classes, one -> ratio(one[2], one[1])));
      metrics.put("recall", mean(classes, one -> ratio(one[2], one[0])));
      metrics.put("f1", mean(classes, one -> ratio(2 * one[2], one[0] + one[1])));
    }
    return new AccuracyFigures(predictions, cells, metrics);
  }

  private static double[] count(Map<String, double[]> classes, String name) {
    return classes.computeIfAbsent(name, of -> new double[3]);
  }

  private interface Figure {
    double of(double[] counts);
  }

  private static double mean(Map<String, double[]> classes, Figure figure) {
    return classes.values().stream().mapToDouble(figure::of).sum() / classes.size();
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
