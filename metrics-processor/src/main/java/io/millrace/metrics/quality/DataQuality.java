package io.millrace.metrics.quality;

import io.millrace.metrics.state.StateBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The quality of the rows of a window. Parts of a window may be merged in any order with the same outcome, to the bit. Not
 * for use by several threads.
 */
public final class DataQuality {
  private static final int VERSION = 1;

  private final QualityRules rules;
  private final SortedMap<String, FieldCounts> fields = new TreeMap<>();
  private Duplicates duplicates;

  public DataQuality(QualityRules rules) {
    this.rules = rules;
    this.duplicates = new Duplicates(rules.duplicatesKept());
    rules.fields().keySet().forEach(name -> fields.put(name, FieldCounts.EMPTY));
  }

  /** Takes a row: its values by field, where null and not-a-number are the same as missing. */
  public void add(Map<String, ? extends @Nullable Object> row) {
    add(row, RowHash.of(row));
  }

  /**
   * Takes a row of which more is known than its values here.
   *
   * @param hash the same for rows that repeat each other
   */
  public void add(Map<String, ? extends @Nullable Object> row, long hash) {
    rules.fields().forEach((name, rule) -> {
      var finding = rule.judge(row.get(name));
      fields.computeIfPresent(name, (n, counts) -> counts.plus(finding));
    });
    duplicates.add(hash);
  }

  /**
   * Takes all that another part of the window took.
   *
   * @throws IllegalArgumentException if the other was counted by other rules
   */
  public void addAll(DataQuality other) {
    if (!rules.equals(other.rules)) {
      throw new IllegalArgumentException(
          "quality by other rules: %s and %s".formatted(rules, other.rules));
    }
    other.fields.forEach((name, counts) -> fields.merge(name, counts, FieldCounts::plus));
    duplicates.addAll(other.duplicates);
  }

  public long rows() {
    return duplicates.rows();
  }

  /** Whether duplicates were counted, and not estimated from a sample. */
  public boolean isDuplicatesExact() {
    return duplicates.isExact();
  }

  /** What the values of each field that has a rule were. */
  public SortedMap<String, FieldCounts> fields() {
    return Collections.unmodifiableSortedMap(fields);
  }

  /** What the values of all fields together were. */
  public FieldCounts all() {
    return fields.values().stream().reduce(FieldCounts.EMPTY, FieldCounts::plus);
  }

  /**
   * The figures by QoA4ML's names, where ratios are percentages, and {@code total_out_of_range} and
   * {@code out_of_range_ratio}, which it has no names for. A ratio of nothing is left out.
   */
  public Map<String, Double> metrics() {
    var all = all();
    var metrics = new LinkedHashMap<String, Double>();
    metrics.put("completeness", all.completeness());
    metrics.put("total_valid", (double) all.valid());
    metrics.put("total_none", (double) all.none());
    metrics.put("null_count", (double) all.none());
    metrics.put("none_ratio", all.nonePercent());
    metrics.put("total_errors", (double) all.errors());
    metrics.put("error_ratios", all.errorPercent());
    metrics.put("total_out_of_range", (double) all.outOfRange());
    metrics.put("out_of_range_ratio", all.outOfRangePercent());
    metrics.put("total_duplicate", (double) duplicates.total());
    metrics.put("duplicate_ratio", 100.0 * duplicates.total() / rows());
    metrics.values().removeIf(value -> value.isNaN());
    return metrics;
  }

  public byte[] toBytes() {
    return StateBytes.write(VERSION, this::write);
  }

  private void write(DataOutput out) throws IOException {
    out.writeInt(fields.size());
    for (var entry : fields.entrySet()) {
      StateBytes.writeText(out, entry.getKey());
      var counts = entry.getValue();
      out.writeLong(counts.valid());
      out.writeLong(counts.none());
      out.writeLong(counts.errors());
      out.writeLong(counts.outOfRange());
    }
    duplicates.write(out);
  }

  /**
   * The quality that {@link #toBytes} wrote.
   *
   * @param rules by which it was counted; a field that they do not name any more is left out
   * @throws IllegalArgumentException if the bytes are no such state
   */
  public static DataQuality fromBytes(QualityRules rules, byte[] bytes) {
    return StateBytes.read("data quality", bytes, VERSION, in -> read(rules, in));
  }

  private static DataQuality read(QualityRules rules, DataInput in) throws IOException {
    var quality = new DataQuality(rules);
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      var name = StateBytes.readText(in);
      var counts = new FieldCounts(in.readLong(), in.readLong(), in.readLong(), in.readLong());
      quality.fields.computeIfPresent(name, (n, empty) -> counts);
    }
    quality.duplicates = Duplicates.read(rules.duplicatesKept(), in);
    return quality;
  }
}
