package io.millrace.connectors.celery.task;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a task is run; as the options of the same names in Celery.
 *
 * @param acksLate whether its message is kept by the broker until it has ended, so that it is run again after a crash
 * @param trackStarted whether callers hear that it has started
 * @param ignoreResult whether callers hear nothing
 * @param maxRetries after which it fails
 * @param rateLimit calls a second; null for any
 * @param hardLimit after which it is stopped, and fails
 * @param softLimit after which it is interrupted, and may end by itself
 * @param autoRetry exceptions after which it is tried again
 * @param backoff the first pause before it is; each later one is twice as long, up to ten minutes
 */
public record TaskOptions(
    boolean acksLate,
    boolean trackStarted,
    boolean ignoreResult,
    int maxRetries,
    @Nullable Double rateLimit,
    @Nullable Duration hardLimit,
    @Nullable Duration softLimit,
    Set<Class<? extends Exception>> autoRetry,
    Duration backoff) {
  private static final int MAX_RETRIES = 3;

  /** As a task without options in Celery. */
  public static final TaskOptions DEFAULTS = new TaskOptions(
      false, false, false, MAX_RETRIES, null, null, null, Set.of(), Duration.ofSeconds(1));

  public TaskOptions {
    autoRetry = Set.copyOf(autoRetry);
    if (maxRetries < 0) {
      throw new IllegalArgumentException("maxRetries: %d is below 0".formatted(maxRetries));
    }
    if (rateLimit != null && rateLimit <= 0) {
      throw new IllegalArgumentException("rateLimit: %s is not above 0".formatted(rateLimit));
    }
  }

  /** Kept by the broker until it has ended. */
  public TaskOptions withAcksLate() {
    return new TaskOptions(
        true,
        trackStarted,
        ignoreResult,
        maxRetries,
        rateLimit,
        hardLimit,
        softLimit,
        autoRetry,
        backoff);
  }

  /** Callers hear that it has started. */
  public TaskOptions withTrackStarted() {
    return new TaskOptions(
        acksLate,
        true,
        ignoreResult,
        maxRetries,
        rateLimit,
        hardLimit,
        softLimit,
        autoRetry,
        backoff);
  }

  /** At most so many calls a second. */
  public TaskOptions withRateLimit(double perSecond) {
    return new TaskOptions(
        acksLate,
        trackStarted,
        ignoreResult,
        maxRetries,
        perSecond,
        hardLimit,
        softLimit,
        autoRetry,
        backoff);
  }

  /** Tried again after such an exception. */
  public TaskOptions withAutoRetry(
      Class<? extends Exception> exception, Duration firstPause, int most) {
    return new TaskOptions(
        acksLate,
        trackStarted,
        ignoreResult,
        most,
        rateLimit,
        hardLimit,
        softLimit,
        Set.of(exception),
        firstPause);
  }
}
