package io.millrace.launcher.pipeline;

import io.millrace.topology.serde.Json;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /bridges}: how the bridges of this process are doing. */
final class BridgesRoute {
  private BridgesRoute() {}

  static RouterFunction<ServerResponse> of(Bridges bridges) {
    return RouterFunctions.route().GET("/bridges", request -> states(bridges)).build();
  }

  // Not on the event loop: a bridge may be busy while it is asked.
  private static Mono<ServerResponse> states(Bridges bridges) {
    return Mono.fromCallable(() -> Json.MAPPER.writeValueAsString(bridges.states()))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            json -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(json));
  }
}
