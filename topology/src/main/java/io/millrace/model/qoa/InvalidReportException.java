package io.millrace.model.qoa;

/** A report that cannot be read; the message says what, which and the value, in a few hundred characters. */
public final class InvalidReportException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;

  public InvalidReportException(String message) {
    // No stack trace: bad input is an everyday value here, and filling traces would make it dear.
    super(WellFormed.shortened(message, LONGEST), null, false, false);
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
