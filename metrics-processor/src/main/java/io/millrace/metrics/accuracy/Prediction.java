package io.millrace.metrics.accuracy;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a model said of one row: no more of it than is needed when the truth comes. */
public sealed interface Prediction {
  /** Sets the prediction beside the truth; null where the truth is no number and the prediction is. */
  @Nullable
  Pair beside(Label truth);

  /**
   * A class.
   *
   * @param probabilities of the likeliest classes, each between 0 and 1; empty where the model gave none
   * @param isComplete whether these are the probabilities of all classes of the model
   */
  record OfClass(Label label, SortedMap<Label, Double> probabilities, boolean isComplete)
      implements Prediction {
    /** How many probabilities are kept of a row. */
    public static final int MOST_PROBABILITIES = 32;

    public OfClass {
      probabilities.forEach((of, probability) -> {
        if (!(probability >= 0 && probability <= 1)) {
          throw new IllegalArgumentException(
              "probability of \"%s\": %s is not between 0 and 1".formatted(of, probability));
        }
      });
      probabilities = Collections.unmodifiableSortedMap(new TreeMap<>(probabilities));
    }

    /** A class without probabilities. */
    public static OfClass of(Label label) {
      return new OfClass(label, new TreeMap<>(), false);
    }

    /** A class with the probabilities of all; of more than are kept, the likeliest stay. */
    public static OfClass of(Label label, Map<Label, Double> all) {
      var kept = new TreeMap<Label, Double>();
      all.entrySet().stream()
          .sorted(Map.Entry.<Label, Double>comparingByValue(Comparator.reverseOrder())
              .thenComparing(Map.Entry.comparingByKey()))
          .limit(MOST_PROBABILITIES)
          .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
      return new OfClass(label, kept, !all.isEmpty() && kept.size() == all.size());
    }

    @Override
    public Pair beside(Label truth) {
      var probability = probabilities.getOrDefault(truth, isComplete ? 0 : Double.NaN);
      return new Pair.Classified(truth, label, probability);
    }
  }

  /** A number. */
  record OfNumber(double value) implements Prediction {
    public OfNumber {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("prediction %s is not finite".formatted(value));
      }
    }

    @Override
    public @Nullable Pair beside(Label truth) {
      return truth.number() == null ? null : new Pair.Measured(truth.number(), value);
    }
  }

  /**
   * Sets the predictions of a request beside the truths; null where their numbers differ or one does not fit.
   */
  static @Nullable List<Pair> beside(List<Prediction> predictions, List<Label> truths) {
    if (predictions.size() != truths.size()) {
      return null;
    }
    var pairs = IntStream.range(0, truths.size())
        .mapToObj(row -> predictions.get(row).beside(truths.get(row)))
        .toList();
    return pairs.contains(null) ? null : pairs;
  }
}
