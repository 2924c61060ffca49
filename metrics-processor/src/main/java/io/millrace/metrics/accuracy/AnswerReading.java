package io.millrace.metrics.accuracy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the predictions in a reported answer: of scores by class the class with the greatest (of equal ones the first), or
 * a label, or a number; a list has one for each row. Scores are probabilities if each lies between 0 and 1.
 */
public final class AnswerReading {
  /** The most rows of an answer. */
  public static final int MOST_ROWS = 1000;

  private static final int LONGEST_LABEL = 1024;

  private AnswerReading() {}

  /**
   * The predictions, one a row; null if the answer tells none.
   *
   * @param answer as JSON of JDK types
   * @param regression whether a number is predicted, and no class
   */
  public static @Nullable List<Prediction> read(Object answer, boolean regression) {
    var rows = answer instanceof List<?> many ? many : List.of(answer);
    if (rows.isEmpty() || rows.size() > MOST_ROWS) {
      return null;
    }
    var predictions = new ArrayList<Prediction>(rows.size());
    for (var row : rows) {
      var one = regression ? number(row) : ofClass(row);
      if (one == null) {
        return null;
      }
      predictions.add(one);
    }
    return predictions;
  }

  private static @Nullable Prediction number(@Nullable Object row) {
    var label = label(row);
    return label == null || label.number() == null ? null : new Prediction.OfNumber(label.number());
  }

  private static @Nullable Prediction ofClass(@Nullable Object row) {
    if (row instanceof Map<?, ?> scores) {
      return ofScores(scores);
    }
    var label = label(row);
    return label == null ? null : Prediction.OfClass.of(label);
  }

  private static @Nullable Label label(@Nullable Object value) {
    if (value instanceof Number number) {
      return Double.isFinite(number.doubleValue()) ? Label.of(number.doubleValue()) : null;
    }
    boolean isText = value instanceof String || value instanceof Boolean;
    var text = isText ? String.valueOf(value) : "";
    return text.isBlank() || text.length() > LONGEST_LABEL ? null : Label.of(text);
  }

  private static @Nullable Prediction ofScores(Map<?, ?> scores) {
    var all = new HashMap<Label, Double>();
    Label best = null;
    double greatest = Double.NEGATIVE_INFINITY;
    boolean probable = true;
    for (var entry : scores.entrySet()) {
      var of = label(entry.getKey());
      if (of == null || !(entry.getValue() instanceof Number number)) {
        return null;
      }
      double score = number.doubleValue();
      if (best == null || score > greatest) {
        best = of;
        greatest = score;
      }
      probable &= score >= 0 && score <= 1;
      all.merge(of, score, Math::max);
    }
    if (best == null || !Double.isFinite(greatest)) {
      return null;
    }
    return probable ? Prediction.OfClass.of(best, all) : Prediction.OfClass.of(best);
  }
}
