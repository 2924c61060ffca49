package io.millrace.launcher.http;

import org.jspecify.annotations.Nullable;

/** A call that brought no answer, or a refusal; the message is the server's own where it gave one. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ApiException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
