package io.millrace.connectors.rabbitmq.mirror;

/** That mirroring cannot go on as it is; it may once what is outside has changed. */
final class MirrorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MirrorException(String message) {
    super(message);
  }

  MirrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
