package io.millrace.model.deployment.container;

import java.time.Duration;
import java.util.List;

/**
 * How to see that a container is well: a command inside it that ends with 0.
 *
 * @param command the words of the command, without a shell
 */
public record HealthCheck(List<String> command, Timing timing) {
  public HealthCheck {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("a health check needs a command");
    }
  }

  /**
   * When it is asked.
   *
   * @param every from the end of one to the next
   * @param patience for one answer
   * @param grace after the start, in which failures do not count
   * @param failures in a row that make the container unhealthy
   */
  public record Timing(Duration every, Duration patience, Duration grace, int failures) {
    /** As engines do if nothing is said. */
    public static final Timing USUAL =
        new Timing(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, 3);

    public Timing {
      if (!isPositive(every) || !isPositive(patience) || grace.isNegative() || failures < 1) {
        throw new IllegalArgumentException(
            "a health check every %s, patience %s, grace %s, %d failures: none may be negative, only grace 0"
                .formatted(every, patience, grace, failures));
      }
    }

    private static boolean isPositive(Duration duration) {
      return !duration.isNegative() && !duration.isZero();
    }
  }
}
