package io.millrace.ingress.http;

import io.millrace.model.FailureCode;
import io.millrace.model.InvalidRequestException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Answers everything that went wrong with {@code {"error": ...}} and the status that tells of it. */
public final class ErrorHandler implements WebExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

  @Override
  public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
    if (exchange.getResponse().isCommitted()) {
      return Mono.error(failure);
    }
    return response(failure).writeTo(exchange);
  }

  /** What the caller of a request that failed is told. */
  public static JsonResponse response(Throwable failure) {
    if (failure instanceof InvalidRequestException invalid) {
      return of(invalid.code(), invalid.reason(), 1);
    }
    if (failure instanceof RefusedException refused) {
      return of(refused.code(), String.valueOf(refused.getMessage()), refused.retryAfterSeconds());
    }
    if (failure instanceof ResponseStatusException known) {
      var status = HttpStatus.valueOf(known.getStatusCode().value());
      var response = JsonResponse.error(
          status, Objects.requireNonNullElse(known.getReason(), status.getReasonPhrase()));
      // What may still come of the body would be taken for the next request.
      return status == HttpStatus.REQUEST_TIMEOUT
          ? response.with(HttpHeaders.CONNECTION, "close")
          : response;
    }
    LOG.error("a request failed for a reason that is the server's own", failure);
    return JsonResponse.error(HttpStatus.INTERNAL_SERVER_ERROR, "internal error; the log has it");
  }

  /** What a failure is counted as: its code, the status where it has none, {@code INTERNAL} where it has neither. */
  public static String code(Throwable failure) {
    if (failure instanceof InvalidRequestException invalid) {
      return invalid.code().name();
    }
    if (failure instanceof RefusedException refused) {
      return refused.code().name();
    }
    return failure instanceof ResponseStatusException known
        ? "HTTP_" + known.getStatusCode().value()
        : "INTERNAL";
  }

  /** The error of a failure; where the code says that trying again may help, with {@code Retry-After}. */
  public static JsonResponse of(FailureCode code, String reason, int retryAfterSeconds) {
    var response = JsonResponse.error(StatusTable.of(code), reason);
    if (code == FailureCode.UNAVAILABLE && retryAfterSeconds > 0) {
      return response.with(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
    }
    // The rest of the body is not read: the connection cannot serve another request.
    return code == FailureCode.TOO_LARGE
        ? response.with(HttpHeaders.CONNECTION, "close")
        : response;
  }
}
