package io.millrace.metrics.anomaly;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a function made of a window.
 *
 * @param figures by name; all are finite
 * @param errors how many parts of the function gave nothing
 * @param firstError what was wrong with the first of them; null if there was none
 */
public record FunctionResult(
    SortedMap<String, Double> figures,
    List<Finding> findings,
    long errors,
    @Nullable String firstError) {

  public FunctionResult {
    var finite = new TreeMap<>(figures);
    finite.values().removeIf(value -> !Double.isFinite(value));
    figures = Collections.unmodifiableSortedMap(finite);
    findings = List.copyOf(findings);
  }

  /** A result without errors; figures that are not finite are left out. */
  public static FunctionResult of(Map<String, Double> figures, List<Finding> findings) {
    return new FunctionResult(new TreeMap<>(figures), findings, 0, null);
  }

  /** No result at all. */
  public static FunctionResult failed(String error) {
    return new FunctionResult(new TreeMap<>(), List.of(), 1, error);
  }
}
