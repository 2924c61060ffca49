package io.millrace.ingress.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.ingress.application.ApplicationService.InvalidException;
import io.millrace.ingress.application.ApplicationService.UnknownException;
import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.ingress.http.StatusTable;
import io.millrace.model.InvalidRequestException;
import io.millrace.model.application.InvalidApplicationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Reads the body of a call, answers it on a thread that may wait, and tells of what went wrong in ROHE's form. */
final class RoheCalls {
  private static final int MOST_BYTES = 1 << 20;

  Mono<ServerResponse> answer(ServerRequest request, Function<RoheRequest, ServerResponse> call) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .publishOn(Schedulers.boundedElastic())
        .map(body -> body.length == 0 ? "{}".getBytes(UTF_8) : body)
        .map(body -> answer(body, call));
  }

  private static ServerResponse answer(byte[] body, Function<RoheRequest, ServerResponse> call) {
    RoheRequest request;
    try {
      request = RoheRequest.of(body);
    } catch (InvalidRequestException e) {
      return RoheAnswer.error(HttpStatus.BAD_REQUEST, null, e.reason());
    }
    try {
      return call.apply(request);
    } catch (InvalidRequestException e) {
      return RoheAnswer.error(HttpStatus.BAD_REQUEST, name(request), e.reason());
    } catch (InvalidApplicationException | InvalidException e) {
      return RoheAnswer.error(
          HttpStatus.BAD_REQUEST, name(request), String.valueOf(e.getMessage()));
    } catch (UnknownException e) {
      return RoheAnswer.error(HttpStatus.NOT_FOUND, name(request), String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      return RoheAnswer.error(
              StatusTable.of(e.code()), name(request), String.valueOf(e.getMessage()))
          .with(HttpHeaders.RETRY_AFTER, String.valueOf(e.retryAfterSeconds()));
    }
  }

  private static @Nullable String name(RoheRequest request) {
    return request.application();
  }
}
