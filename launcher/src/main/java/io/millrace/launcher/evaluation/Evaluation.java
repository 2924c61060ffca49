package io.millrace.launcher.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** How good predictions are, over at least one of them. */
public record Evaluation(Task task, List<Pair> pairs) {

  /** What a row is, and what the model took it for. */
  public record Pair(Label truth, Label predicted) {
    private double error() {
      return number(predicted) - number(truth);
    }

    private static double number(Label label) {
      if (label instanceof Label.Numeric numeric) {
        return numeric.value();
      }
      throw new IllegalArgumentException("label \"%s\" is no number".formatted(label));
    }
  }

  public Evaluation {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException("pairs: none to evaluate");
    }
    pairs = List.copyOf(pairs);
  }

  /** The share of rows whose class was predicted right. */
  public double accuracy() {
    return (double) pairs.stream().filter(p -> p.truth().equals(p.predicted())).count()
        / pairs.size();
  }

  /** Root mean square error: √(Σ(predicted − true)² / n). */
  public double rmse() {
    return Math.sqrt(meanError(error -> error * error));
  }

  /** Mean absolute error: Σ|predicted − true| / n. */
  public double mae() {
    return meanError(Math::abs);
  }

  private double meanError(DoubleUnaryOperator of) {
    return pairs.stream().mapToDouble(pair -> of.applyAsDouble(pair.error())).sum() / pairs.size();
  }

  /** The figures of the task by name: {@code accuracy}, or {@code rmse} and {@code mae}. */
  public Map<String, Double> metrics() {
    var metrics = new LinkedHashMap<String, Double>();
    switch (task) {
      case CLASSIFICATION -> metrics.put("accuracy", accuracy());
      case REGRESSION -> {
        metrics.put("rmse", rmse());
        metrics.put("mae", mae());
      }
    }
    return metrics;
  }

  /** All labels seen, true or predicted. */
  public SortedSet<Label> labels() {
    var labels = new TreeSet<Label>();
    pairs.stream().flatMap(p -> Stream.of(p.truth(), p.predicted())).forEach(labels::add);
    return labels;
  }

  /** How often each true label was predicted as which; what never happened is not in it. */
  public SortedMap<Label, SortedMap<Label, Integer>> confusion() {
    var counts = new TreeMap<Label, SortedMap<Label, Integer>>();
    for (var pair : pairs) {
      counts
          .computeIfAbsent(pair.truth(), truth -> new TreeMap<>())
          .merge(pair.predicted(), 1, Integer::sum);
    }
    return counts;
  }
}
