package io.millrace.port;

/** Something could not be done on a node; the message says what and why. */
public final class DeployException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public DeployException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public DeployException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }

  /** What kind of trouble it is. */
  public enum Kind {
    /** The node does not answer. */
    UNREACHABLE,
    /** The image is neither there nor to be had. */
    IMAGE_MISSING,
    /** The image is on its way; ask again. */
    PENDING,
    /** The engine does not want to. */
    REFUSED
  }
}
