package io.millrace.metrics.quality;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is asked of the rows of an input.
 *
 * @param fields by name. Fields of a row that no rule names are looked at for duplicates only
 * @param duplicatesKept up to how many different rows duplicates are counted exactly; each takes 16 bytes of the state
 */
public record QualityRules(SortedMap<String, FieldRule> fields, int duplicatesKept) {
  public static final int DEFAULT_DUPLICATES_KEPT = 4096;

  public QualityRules {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    if (duplicatesKept < 1) {
      throw new IllegalArgumentException(
          "rows to know for duplicates: %d is below 1".formatted(duplicatesKept));
    }
  }

  /** Rules with the default number of rows kept. */
  public static QualityRules of(List<FieldRule> rules) {
    var fields = new TreeMap<String, FieldRule>();
    for (var rule : rules) {
      if (fields.put(rule.name(), rule) != null) {
        throw new IllegalArgumentException("field \"%s\" has two rules".formatted(rule.name()));
      }
    }
    return new QualityRules(fields, DEFAULT_DUPLICATES_KEPT);
  }

  /** The same rules with that many rows kept. */
  public QualityRules keeping(int rows) {
    return new QualityRules(fields, rows);
  }
}
