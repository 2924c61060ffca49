package io.millrace.connectors.celery.message;

import org.jspecify.annotations.Nullable;

/** A message that is no task; the text says what is wrong, which and the value. */
public final class UnreadableMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, by the exception of Celery that a client is to see. */
  public enum Kind {
    /** Its content type or compression is not accepted. */
    CONTENT_DISALLOWED("ContentDisallowed", "kombu.exceptions"),
    /** Its body cannot be decoded. */
    DECODE_ERROR("DecodeError", "kombu.exceptions"),
    /** It is decoded, and no task. */
    INVALID_TASK("InvalidTaskError", "celery.exceptions");

    private final String type;
    private final String module;

    Kind(String type, String module) {
      this.type = type;
      this.module = module;
    }

    /** The exception's class in Python. */
    public String type() {
      return type;
    }

    /** The exception's module in Python. */
    public String module() {
      return module;
    }
  }

  private final Kind kind;

  UnreadableMessageException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
  }

  static UnreadableMessageException invalid(String message) {
    return new UnreadableMessageException(Kind.INVALID_TASK, message, null);
  }

  static UnreadableMessageException undecodable(String message, @Nullable Throwable cause) {
    return new UnreadableMessageException(Kind.DECODE_ERROR, message, cause);
  }

  static UnreadableMessageException disallowed(String message) {
    return new UnreadableMessageException(Kind.CONTENT_DISALLOWED, message, null);
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }

  /** The message, never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
