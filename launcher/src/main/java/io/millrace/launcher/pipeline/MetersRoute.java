package io.millrace.launcher.pipeline;

import io.millrace.connectors.prometheus.Meters;
import io.millrace.connectors.prometheus.Scrape;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** {@code GET /actuator/prometheus}: the path of Spring's applications, so that what finds those finds this. */
final class MetersRoute {
  private MetersRoute() {}

  static RouterFunction<ServerResponse> of(Meters meters) {
    return RouterFunctions.route()
        .GET(Meters.PATH, request -> scrape(meters, request))
        .build();
  }

  // Not on the event loop: reading all meters takes a while.
  private static Mono<ServerResponse> scrape(Meters meters, ServerRequest request) {
    var accept = request.headers().firstHeader(HttpHeaders.ACCEPT);
    return Mono.fromCallable(() -> meters.scrape(accept))
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(MetersRoute::response);
  }

  private static Mono<ServerResponse> response(Scrape scrape) {
    return ServerResponse.ok()
        .header(HttpHeaders.CONTENT_TYPE, scrape.contentType())
        .bodyValue(scrape.body());
  }
}
