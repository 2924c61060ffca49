package io.millrace.connectors.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.port.DeployException;
import io.millrace.port.DeployException.Kind;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Supplier;

/** What the client throws, in our words. */
final class KubernetesFailures {
  private KubernetesFailures() {}

  static <T> T call(String what, Supplier<T> call) throws DeployException {
    try {
      return call.get();
    } catch (KubernetesClientException e) {
      // Without a status there was no answer; a server that is not well says so with 5xx.
      boolean answered = e.getCode() > 0 && e.getCode() < HttpURLConnection.HTTP_INTERNAL_ERROR;
      throw new DeployException(
          answered ? Kind.REFUSED : Kind.UNREACHABLE, "%s: %s".formatted(what, reason(e)), e);
    }
  }

  static boolean is(KubernetesClientException e, int status) {
    return e.getCode() == status;
  }

  private static String reason(KubernetesClientException e) {
    var status = e.getStatus();
    if (status != null && status.getMessage() != null) {
      return status.getMessage();
    }
    Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
    return String.valueOf(cause.getMessage());
  }
}
