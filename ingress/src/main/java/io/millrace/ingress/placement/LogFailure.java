package io.millrace.ingress.placement;

import io.millrace.ingress.http.JsonResponse;
import io.millrace.port.PlacementHistory.NothingThereException;
import io.millrace.port.PlacementHistory.UnavailableException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;

/** Why nothing can be told by deciding the log again. */
record LogFailure(HttpStatus status, String message) {
  private static final Logger LOG = LoggerFactory.getLogger(LogFailure.class);

  static LogFailure of(Throwable failure) {
    var message = String.valueOf(failure.getMessage());
    if (failure instanceof IllegalArgumentException) {
      return new LogFailure(HttpStatus.BAD_REQUEST, message);
    }
    if (failure instanceof NothingThereException) {
      return new LogFailure(HttpStatus.NOT_FOUND, message);
    }
    if (failure instanceof UnavailableException) {
      return new LogFailure(HttpStatus.SERVICE_UNAVAILABLE, message);
    }
    if (failure instanceof ResponseStatusException known) {
      return new LogFailure(
          HttpStatus.valueOf(known.getStatusCode().value()),
          Objects.requireNonNullElse(known.getReason(), message));
    }
    LOG.error("the log could not be decided again for a reason that is the server's own", failure);
    return new LogFailure(HttpStatus.INTERNAL_SERVER_ERROR, "internal error; the log has it");
  }

  ServerResponse response() {
    return JsonResponse.error(status, message);
  }
}
