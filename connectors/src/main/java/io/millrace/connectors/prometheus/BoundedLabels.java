package io.millrace.connectors.prometheus;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What is counted for each combination of label values, of which only so many are kept apart. What comes beyond them is
 * counted together, under the value {@value #OTHER} of every label, so that names that others choose cannot fill the
 * memory; how often that happens is counted too.
 */
final class BoundedLabels<D> {
  /** Stands for all combinations that are not kept apart. */
  static final String OTHER = "other";

  private final int most;
  private final Function<List<String>, D> make;
  private final Runnable overflowed;
  private final Map<List<String>, D> points = new ConcurrentHashMap<>();

  /**
   * @param most combinations that are kept apart
   * @param make what counts for a combination; called once for each
   * @param overflowed called for each use of a combination that is not kept apart
   */
  BoundedLabels(int most, Function<List<String>, D> make, Runnable overflowed) {
    this.most = most;
    this.make = make;
    this.overflowed = overflowed;
  }

  /** What counts for these values. Where it is known already, this takes no lock. */
  D of(List<String> values) {
    var known = points.get(values);
    return known == null ? added(values) : known;
  }

  private synchronized D added(List<String> values) {
    var known = points.get(values);
    if (known != null) {
      return known;
    }
    var other = Collections.nCopies(values.size(), OTHER);
    // The series of all others has a place of its own, so that it is there when it is needed.
    if (points.size() - (points.containsKey(other) ? 1 : 0) < most || values.equals(other)) {
      return points.computeIfAbsent(values, make);
    }
    overflowed.run();
    return points.computeIfAbsent(other, make);
  }

  /** Everything that has been counted, by its label values. */
  void forEach(BiConsumer<List<String>, D> visitor) {
    points.forEach(visitor);
  }
}
