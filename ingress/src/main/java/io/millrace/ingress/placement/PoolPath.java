package io.millrace.ingress.placement;

import io.millrace.model.node.NameRule;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ResponseStatusException;

/** The pool that a path names. */
final class PoolPath {
  private PoolPath() {}

  /** A name that no pool can have is a mistake of the caller's, not an empty pool. */
  static String pool(ServerRequest request) {
    try {
      return NameRule.legal("pool", request.pathVariable("pool"));
    } catch (IllegalArgumentException e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
    }
  }
}
