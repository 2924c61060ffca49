package io.millrace.metrics.drift;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each category came in a window. */
public record CategoryCounts(SortedMap<String, Long> counts) {
  public CategoryCounts {
    counts.forEach((category, count) -> {
      if (count < 0) {
        throw new IllegalArgumentException(
            "category \"%s\": count %d is negative".formatted(category, count));
      }
    });
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }

  public static CategoryCounts of(Map<String, Long> counts) {
    return new CategoryCounts(new TreeMap<>(counts));
  }

  /** How many values it holds. */
  public long size() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether all values of both are one and the same. */
  boolean isConstantAs(CategoryCounts other) {
    return counts.keySet().stream()
        .anyMatch(c -> count(c) == size() && other.count(c) == other.size());
  }

  long count(String category) {
    return counts.getOrDefault(category, 0L);
  }
}
