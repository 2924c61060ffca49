package io.millrace.connectors.docker;

import java.time.Duration;

/**
 * How to talk to Docker engines.
 *
 * @param connect patience for a connection
 * @param answer patience for an answer, beyond the time that stopping takes
 * @param stop time that a container has to end by itself before it is killed
 * @param pull what to do about an image that is not there
 */
public record DockerConfig(Duration connect, Duration answer, Duration stop, Pull pull) {
  public static final DockerConfig USUAL = new DockerConfig(
      Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10), Pull.MISSING);

  public DockerConfig {
    if (connect.toMillis() < 1 || answer.toMillis() < 1 || stop.isNegative()) {
      throw new IllegalArgumentException(
          "Docker's connect %s and answer %s must be a millisecond or more, stop %s not negative"
              .formatted(connect, answer, stop));
    }
  }

  public DockerConfig withStop(Duration time) {
    return new DockerConfig(connect, answer, time, pull);
  }

  public DockerConfig withPull(Pull policy) {
    return new DockerConfig(connect, answer, stop, policy);
  }

  /** What to do about an image that is not there. */
  public enum Pull {
    /** Ask its registry. */
    MISSING,
    /** Nothing: images are brought by other means. */
    NEVER
  }
}
