package io.millrace.metrics.anomaly;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of a window: a row for each report, a column for each feature.
 *
 * @param features names of the columns
 * @param rows in the order of the log
 */
public record WindowValues(List<String> features, List<Row> rows) {
  /**
   * A report.
   *
   * @param source that sent it
   * @param values one a feature; NaN where there is none
   */
  public record Row(String source, double[] values) {
    boolean isComplete() {
      return Arrays.stream(values).allMatch(Double::isFinite);
    }
  }

  public WindowValues {
    features = List.copyOf(features);
    rows = List.copyOf(rows);
    for (var row : rows) {
      if (row.values().length != features.size()) {
        throw new IllegalArgumentException("row of \"%s\": %d values for %d features"
            .formatted(row.source(), row.values().length, features.size()));
      }
    }
  }

  /** The finite values of each feature. */
  Map<String, double[]> columns() {
    return columns(rows);
  }

  /** The finite values of each feature, by source. */
  Map<String, Map<String, double[]>> columnsBySource() {
    var bySource = new TreeMap<String, List<Row>>();
    rows.forEach(row ->
        bySource.computeIfAbsent(row.source(), source -> new ArrayList<>()).add(row));
    var columns = new TreeMap<String, Map<String, double[]>>();
    bySource.forEach((source, its) -> columns.put(source, columns(its)));
    return columns;
  }

  private Map<String, double[]> columns(List<Row> of) {
    var columns = new LinkedHashMap<String, double[]>();
    for (int i = 0; i < features.size(); i++) {
      int column = i;
      columns.put(
          features.get(i),
          of.stream()
              .mapToDouble(row -> row.values()[column])
              .filter(Double::isFinite)
              .toArray());
    }
    return columns;
  }
}
