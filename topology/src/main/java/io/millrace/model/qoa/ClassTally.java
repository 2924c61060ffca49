package io.millrace.model.qoa;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How predicted classes compare with true ones.
 *
 * @param count how many rows were classified and their truth known
 * @param hits how many of them were right; exact also where classes are counted together
 * @param scored of how many the probability of the true class is known
 * @param logLoss the sum of −ln of these probabilities
 * @param confusion how often each true class was predicted as which, where it happened at all
 */
public record ClassTally(long count, long hits, long scored, double logLoss, List<Cell> confusion) {
  public static final ClassTally NONE = new ClassTally(0, 0, 0, 0, List.of());

  /**
   * A cell of the confusion matrix.
   *
   * @param truth null where it is one of many classes that are counted together
   * @param predicted null where it is one of many classes that are counted together
   */
  public record Cell(@Nullable String truth, @Nullable String predicted, long count) {}

  public ClassTally {
    confusion = List.copyOf(confusion);
  }

  /** How often a class was true, was predicted, and was both. */
  private static final class Figures {
    private long truths;
    private long predictions;
    private long hits;

    private double precision() {
      return ratio(hits, predictions);
    }

    private double recall() {
      return ratio(hits, truths);
    }

    private double f1() {
      return ratio(2 * hits, truths + predictions);
    }

    // A ratio of nothing is 0, as in scikit-learn.
    private static double ratio(long part, long whole) {
      return whole == 0 ? 0 : (double) part / whole;
    }
  }

  /** The classes that have a row of their own, true or predicted, as they first come in the matrix. */
  public List<String> labels() {
    return List.copyOf(byClass().keySet());
  }

  private Map<String, Figures> byClass() {
    var all = new LinkedHashMap<String, Figures>();
    for (var cell : confusion) {
      if (cell.truth() != null) {
        all.computeIfAbsent(cell.truth(), label -> new Figures()).truths += cell.count();
      }
    }
    for (var cell : confusion) {
      if (cell.predicted() != null) {
        var figures = all.computeIfAbsent(cell.predicted(), label -> new Figures());
        figures.predictions += cell.count();
        figures.hits += Objects.equals(cell.truth(), cell.predicted()) ? cell.count() : 0;
      }
    }
    return all;
  }

  /** Adds accuracy, the means of precision, recall and f1 over the classes, and the log loss, where they are known. */
  void addTo(Map<String, Double> metrics) {
    if (count == 0) {
      return;
    }
    metrics.put("accuracy", (double) hits / count);
    var classes = byClass();
    mean(metrics, "precision", classes, Figures::precision);
    mean(metrics, "recall", classes, Figures::recall);
    mean(metrics, "f1", classes, Figures::f1);
    if (scored > 0) {
      metrics.put("log_loss", logLoss / scored);
    }
  }

  /** The plain mean over the classes, and the one weighted by how often each is true. */
  private static void mean(
      Map<String, Double> metrics,
      String name,
      Map<String, Figures> classes,
      ToDoubleFunction<Figures> figure) {
    double plain = 0;
    double weighted = 0;
    long truths = 0;
    for (var one : classes.values()) {
      double value = figure.applyAsDouble(one);
      plain += value;
      weighted += value * one.truths;
      truths += one.truths;
    }
    if (!classes.isEmpty()) {
      metrics.put(name, plain / classes.size());
    }
    if (truths > 0) {
      metrics.put(name + "_weighted", weighted / truths);
    }
  }

  /** All that both counted. */
  ClassTally plus(ClassTally other) {
    var cells = new LinkedHashMap<String, Cell>();
    for (var cell : concat(confusion, other.confusion)) {
      cells.merge(
          key(cell.truth()) + key(cell.predicted()),
          cell,
          (a, b) -> new Cell(a.truth(), a.predicted(), a.count() + b.count()));
    }
    return new ClassTally(
        count + other.count,
        hits + other.hits,
        scored + other.scored,
        logLoss + other.logLoss,
        List.copyOf(cells.values()));
  }

  private static List<Cell> concat(List<Cell> some, List<Cell> others) {
    var all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static String key(@Nullable String label) {
    return label == null ? "-" : label.length() + ":" + label;
  }
}
