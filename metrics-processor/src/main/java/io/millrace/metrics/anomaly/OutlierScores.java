package io.millrace.metrics.anomaly;

import java.util.ArrayList;
import java.util.TreeMap;

/** What functions that score every row make of their scores. */
final class OutlierScores {
  private OutlierScores() {}

  static FunctionResult judge(
      String name, WindowValues values, Points points, double[] scores, double threshold) {
    var figures = new TreeMap<String, Double>();
    var findings = new ArrayList<Finding>();
    for (int i = 0; i < scores.length; i++) {
      int row = points.rows().get(i);
      figures.merge("greatest_score", scores[i], Math::max);
      if (scores[i] > threshold) {
        findings.add(new Finding(name, values.rows().get(row).source(), row, scores[i]));
      }
    }
    figures.put("rows", (double) scores.length);
    figures.put("anomalies", (double) findings.size());
    figures.put("rows_incomplete", (double) points.incomplete());
    figures.put("rows_left_out", (double) points.leftOut());
    return FunctionResult.of(figures, findings);
  }
}
