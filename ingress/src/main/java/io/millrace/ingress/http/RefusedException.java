package io.millrace.ingress.http;

import io.millrace.model.FailureCode;

/** A call that cannot be answered now; the message says why, and when to come back. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final int retryAfterSeconds;

  /**
   * @param retryAfterSeconds when trying again may help; 0 where it will not
   */
  public RefusedException(FailureCode code, String message, int retryAfterSeconds) {
    // No stack trace: overload answers many of these, and filling traces would add to it.
    super(message, null, false, false);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The log, or something else that a call needs, is away for the moment. */
  public static RefusedException unavailable(String message) {
    return new RefusedException(FailureCode.UNAVAILABLE, message, 1);
  }

  public FailureCode code() {
    return code;
  }

  public int retryAfterSeconds() {
    return retryAfterSeconds;
  }
}
