package io.millrace.connectors.celery.task;

import java.time.Duration;

/** Thrown by a task that wants to be tried again; made by {@link TaskCall#retry}. */
public final class RetryRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** After which it is to be tried. */
  private final Duration after;

  /** @param cause the failure, should there be no further try */
  public RetryRequest(Exception cause, Duration after) {
    super(
        "Retry in %ss: %s".formatted(after.toMillis() / 1000.0, cause.getMessage()),
        cause,
        false,
        false);
    this.after = after;
  }

  /** After which it is to be tried. */
  public Duration after() {
    return after;
  }
}
