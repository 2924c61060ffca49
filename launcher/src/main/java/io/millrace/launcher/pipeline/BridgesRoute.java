package io.millrace.launcher.pipeline;

import io.millrace.topology.serde.Json;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** {@code GET /bridges}: how the bridges of this process are doing. */
final class BridgesRoute {
  private BridgesRoute() {}

  static RouterFunction<ServerResponse> of(Bridges bridges) {
    return RouterFunctions.route()
        .GET(
            "/bridges",
            request -> ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Json.MAPPER.writeValueAsString(bridges.states())))
        .build();
  }
}
