package io.millrace.model.contract;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a verdict rests on.
 *
 * @param value null where there is none, or none that is a finite number
 * @param samples how many values went into it
 * @param provisional whether later arrivals, such as delayed labels, may still change it
 */
public record Evidence(
    Condition condition,
    TimeRange window,
    @Nullable Double value,
    long samples,
    Precision precision,
    boolean provisional) {
  public Evidence {
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(precision, "precision");
  }
}
