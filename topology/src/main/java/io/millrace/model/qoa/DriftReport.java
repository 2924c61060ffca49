package io.millrace.model.qoa;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the inputs or the predictions of a version differ from those it began with.
 *
 * @param column what is compared: {@code confidence}, {@code accuracy}, or {@code input.} and the name of a column of
 *     the inputs
 * @param test by which: {@code psi}, {@code kolmogorov_smirnov}, {@code jensen_shannon}, {@code chi_square},
 *     {@code adwin} or {@code page_hinkley}
 * @param statistic null where the verdict is unknown, and of tests that look at a stream
 * @param threshold what the statistic must exceed; null where the test decides otherwise
 * @param pValue the probability of such a statistic or a greater one without drift; null where there is none
 * @param reference values in the reference
 * @param current values in the window
 * @param reason why the verdict is unknown; null where it is not
 */
public record DriftReport(
    ModelName model,
    ModelVersion version,
    String column,
    Instant start,
    Instant end,
    String test,
    Verdict verdict,
    @Nullable Double statistic,
    @Nullable Double threshold,
    @Nullable Double pValue,
    long reference,
    long current,
    @Nullable String reason) {

  /** Whether there is more of a difference than chance makes. */
  public enum Verdict {
    DRIFT,
    NONE,
    /** There is too little to compare. */
    UNKNOWN
  }

  public DriftReport {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(column, "column");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(verdict, "verdict");
  }

  /** The key on the log, so that the reports of a version stand in one partition, in order. */
  public String key() {
    return model + "/" + version;
  }
}
