package io.millrace.launcher.play;

/** A file or row that cannot be played as it is; the message names file, line and value where there are such. */
public final class PlayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PlayException(String message) {
    super(message);
  }
}
