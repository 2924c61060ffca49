package io.millrace.ingress.http;

import io.millrace.model.FailureCode;
import org.springframework.http.HttpStatus;

/** Which HTTP status tells of which failure. */
public final class StatusTable {
  private StatusTable() {}

  public static HttpStatus of(FailureCode code) {
    return switch (code) {
      case MALFORMED, INVALID_INPUT -> HttpStatus.BAD_REQUEST;
      case UNKNOWN_MODEL -> HttpStatus.NOT_FOUND;
      case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
      case EXPIRED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNSUPPORTED -> HttpStatus.NOT_IMPLEMENTED;
      case MODEL_ERROR -> HttpStatus.INTERNAL_SERVER_ERROR;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
    };
  }
}
