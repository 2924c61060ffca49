package io.millrace.port;

/** A model file that is not taken; the message says why. */
public final class ModelRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean conflict;

  private ModelRefusedException(String message, boolean conflict) {
    super(message);
    this.conflict = conflict;
  }

  /** The file cannot be served. */
  public static ModelRefusedException unusable(String message) {
    return new ModelRefusedException(message, false);
  }

  /** The version is there already, with other bytes. */
  public static ModelRefusedException conflict(String message) {
    return new ModelRefusedException(message, true);
  }

  public boolean isConflict() {
    return conflict;
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
