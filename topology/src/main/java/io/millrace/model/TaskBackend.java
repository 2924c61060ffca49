package io.millrace.model;

import java.time.Duration;
import java.util.Objects;

/**
 * A Celery task that answers in a model file's place.
 *
 * @param task its name, such as {@code score.predict}
 * @param queue that its workers consume
 * @param keywords whether the inputs are keyword arguments, by their names, rather than positional ones, in their order
 * @param timeLimit how long an answer may take from when the call is made; after it the request fails
 */
public record TaskBackend(String task, String queue, boolean keywords, Duration timeLimit) {
  /** The longest time limit. */
  public static final Duration LONGEST = Duration.ofDays(1);

  // Anyone can write JSON to the topic: what the registry folds must be whole.
  public TaskBackend {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(timeLimit, "timeLimit");
    if (task.isBlank() || queue.isBlank()) {
      throw new IllegalArgumentException(
          "task \"%s\" of queue \"%s\": a name is empty".formatted(task, queue));
    }
    if (timeLimit.toMillis() < 1 || timeLimit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("task \"%s\": time limit %s is not within 1 ms to %d h"
          .formatted(task, timeLimit, LONGEST.toHours()));
    }
  }
}
