package io.millrace.launcher.kafka;

/** Something outside the program keeps it from starting; the message is meant for the person who started it. */
public final class StartupException extends RuntimeException {
  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
