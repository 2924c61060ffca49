package io.millrace.model.qoa;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How good the inputs were that a version answered to within a window.
 *
 * @param requests that were answered
 * @param rows of them that were looked at
 * @param skipped rows that were not: of requests with many, or counted by an older declaration
 * @param late requests whose own window had closed before; they count nowhere else
 * @param duplicates rows that repeat an earlier one of the window, in all inputs
 * @param duplicatesExact false where they are estimated from a part of the rows
 * @param metrics the figures by QoA4ML's names; ratios are percentages
 * @param columns in the order of the declaration
 */
public record InputQuality(
    ModelName model,
    ModelVersion version,
    Instant start,
    Instant end,
    long requests,
    long rows,
    long skipped,
    long late,
    long duplicates,
    boolean duplicatesExact,
    Map<String, Double> metrics,
    List<Column> columns) {

  /**
   * What the values of a column were; each is counted once.
   *
   * @param none not-a-number, an empty text, or not there
   */
  public record Column(String name, long valid, long none, long outOfRange) {
    public Column {
      Objects.requireNonNull(name, "name");
    }
  }

  public InputQuality {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics)); // in their order, always
    columns = List.copyOf(columns);
  }

  /** The key on the log, so that the windows of a version stand in one partition, in order. */
  public String key() {
    return model + "/" + version;
  }
}
