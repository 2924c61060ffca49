package io.millrace.model.qoa;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value of one metric that a contract looks at.
 *
 * @param stage blank or missing: {@value Source#UNKNOWN}
 * @param instance blank or missing: {@value Source#UNKNOWN}
 * @param value a finite number
 * @param time when it was measured, in milliseconds since 1970, by the source's clock
 * @param labels what else is known of it, such as the class of an answer; for the filters of contracts
 */
public record QoaSample(
    String application,
    @Nullable String stage,
    @Nullable String instance,
    String metric,
    double value,
    long time,
    @Nullable Map<String, String> labels) {
  /** The longest name, in characters. */
  public static final int LONGEST_NAME = 1024;

  /** The end of the year 9999. */
  private static final long LATEST = 253_402_300_799_999L;

  private static final int SHOWN = 40;

  /** @throws IllegalArgumentException if a name is missing or too long, or a number is none */
  public QoaSample {
    name("application", application);
    name("metric", metric);
    stage = place("stage", stage);
    instance = place("instance", instance);
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value: a finite number is wanted, not " + value);
    }
    if (time < 0 || time > LATEST) {
      throw new IllegalArgumentException(
          "time: %d ms is not within the years 1970 to 9999".formatted(time));
    }
  }

  private static void name(String what, @Nullable String name) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(what + ": is missing");
    }
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("%s: \"%s…\" has %d characters; the longest has %d"
          .formatted(what, name.substring(0, SHOWN), name.length(), LONGEST_NAME));
    }
  }

  private static String place(String what, @Nullable String name) {
    if (name == null || name.isBlank()) {
      return Source.UNKNOWN;
    }
    name(what, name);
    return name;
  }

  @Override
  public String stage() {
    return stage == null ? Source.UNKNOWN : stage;
  }

  @Override
  public String instance() {
    return instance == null ? Source.UNKNOWN : instance;
  }

  @Override
  public Map<String, String> labels() {
    return labels == null ? Map.of() : labels;
  }
}
