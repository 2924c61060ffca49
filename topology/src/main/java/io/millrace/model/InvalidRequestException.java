package io.millrace.model;

/** A request that cannot be served as it is; the message says what, which and the value. */
public final class InvalidRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  public InvalidRequestException(FailureCode code, String message) {
    // No stack trace: bad input is an everyday value here, and filling traces would make it dear.
    super(message, null, false, false);
    this.code = code;
  }

  public FailureCode code() {
    return code;
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
