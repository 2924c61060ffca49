package io.millrace.connectors.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What the client throws, in our words. */
final class DockerFailures {
  private DockerFailures() {}

  /**
   * Calls the engine.
   *
   * @param what for the message, for example {@code container x cannot be started}
   */
  static <T> T call(String what, Supplier<T> call) throws DeployException {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw translated(what, e);
    }
  }

  static void run(String what, Runnable call) throws DeployException {
    call(what, () -> {
      call.run();
      return true;
    });
  }

  private static DeployException translated(String what, RuntimeException e) {
    if (e instanceof DockerException) {
      return new DeployException(Kind.REFUSED, "%s: %s".formatted(what, reason(e)), e);
    }
    if (isConnection(e)) {
      return new DeployException(
          Kind.UNREACHABLE, "%s: the engine does not answer (%s)".formatted(what, reason(e)), e);
    }
    throw e;
  }

  // The client wraps what went wrong with the connection, more than once.
  private static boolean isConnection(Throwable e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** The innermost message: the engine's own words, without those of the layers between. */
  static String reason(Throwable e) {
    var inner = e;
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      inner = cause;
    }
    return message(String.valueOf(inner.getMessage()).strip());
  }

  /** Of {@code Status 500: {"message":"…"}} the message. */
  private static String message(String text) {
    int json = text.indexOf('{');
    if (!text.startsWith("Status ") || json < 0) {
      return text;
    }
    try {
      var message = JsonMapper.shared().readTree(text.substring(json)).path("message");
      return message.isString() ? message.stringValue().strip() : text;
    } catch (JacksonException e) {
      return text;
    }
  }
}
