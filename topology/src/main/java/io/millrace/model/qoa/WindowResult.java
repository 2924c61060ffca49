package io.millrace.model.qoa;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one window of one metric came to.
 *
 * @param application whose metric it is
 * @param stage of the application; null where stages are rolled up
 * @param instance of the stage; null where instances are rolled up
 * @param metric its name
 * @param start of the window in event time, within it
 * @param end of the window in event time, the first moment after it
 * @param values that fell into the window and came in time
 * @param late how many values came too late for their own window; they are counted in the oldest window that was still
 *     open, and are part of no summary
 * @param missing how many values of the window were no finite number
 * @param finality whether this is the last word
 */
public record WindowResult(
    String application,
    @Nullable String stage,
    @Nullable String instance,
    String metric,
    WindowKind kind,
    Instant start,
    Instant end,
    Summary values,
    long late,
    long missing,
    Finality finality) {

  /** Whether more may come. */
  public enum Finality {
    /** The window is open yet. */
    PROVISIONAL,
    /** There will be no other result of this window. */
    FINAL
  }

  public WindowResult {
    Objects.requireNonNull(application, "application");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(finality, "finality");
    if (end.isBefore(start)) {
      throw new IllegalArgumentException(
          "window: its end %s is before its start %s".formatted(end, start));
    }
    if (late < 0 || missing < 0) {
      throw new IllegalArgumentException(
          "window: late %d or missing %d is negative".formatted(late, missing));
    }
  }

  /**
   * The key on the log: application, stage, instance and metric with slashes between, so that the results of a series
   * stand in one partition, in order. What is rolled up is left empty; within the names {@code %} and {@code /} are
   * {@code %25} and {@code %2F}.
   */
  public String seriesKey() {
    return String.join(
        "/", escaped(application), escaped(stage), escaped(instance), escaped(metric));
  }

  private static String escaped(@Nullable String name) {
    return name == null ? "" : name.replace("%", "%25").replace("/", "%2F");
  }
}
