package io.millrace.model.deployment.container;

/**
 * What follows when a container ends by itself.
 *
 * @param mode when it is started again
 * @param most how often {@link Mode#ON_FAILURE} starts it again; 0: without end
 */
public record RestartPolicy(Mode mode, int most) {
  public static final RestartPolicy ALWAYS = new RestartPolicy(Mode.ALWAYS, 0);
  public static final RestartPolicy NEVER = new RestartPolicy(Mode.NEVER, 0);

  public RestartPolicy {
    if (most < 0 || (most > 0 && mode != Mode.ON_FAILURE)) {
      throw new IllegalArgumentException(
          "restart %s, at most %d times: only ON_FAILURE has a bound, 0 or more"
              .formatted(mode, most));
    }
  }

  public static RestartPolicy onFailure(int most) {
    return new RestartPolicy(Mode.ON_FAILURE, most);
  }

  /** When a container is started again. */
  public enum Mode {
    /** However it ended. */
    ALWAYS,
    /** If its exit code is not 0. */
    ON_FAILURE,
    /** Not at all; its end is reported. */
    NEVER
  }
}
