package io.millrace.model;

import java.time.Duration;
import java.util.Objects;

/**
 * A model's declaration that the truth of its predictions will be told.
 *
 * @param window how long after a prediction its truth may come; 0 takes the declaration back
 * @param regression whether the truth is a number to come near to, and no class
 */
public record ModelFeedback(Duration window, boolean regression) {
  /** The longest time for which predictions are remembered. */
  public static final Duration LONGEST = Duration.ofDays(30);

  /** No truth is expected. */
  public static final ModelFeedback OFF = new ModelFeedback(Duration.ZERO, false);

  // Anyone can write JSON to the topic: what the registry folds must be whole.
  public ModelFeedback {
    Objects.requireNonNull(window, "window");
    boolean isWithin =
        window.isZero() || (window.toMillis() >= 1000 && window.compareTo(LONGEST) <= 0);
    if (!isWithin) {
      throw new IllegalArgumentException(
          "feedback window: %s is neither 0 nor within 1 s to %d days"
              .formatted(window, LONGEST.toDays()));
    }
  }

  public boolean isOff() {
    return window.isZero();
  }
}
