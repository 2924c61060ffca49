package io.millrace.ingress.infer;

import io.millrace.ingress.http.EchoHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Takes infer calls past the framework's exchange, filters and routes, which cost more than all that is done for a small
 * prediction. Calls whose path is not written plainly go the common way and are answered alike.
 */
public final class InferLane implements NettyRouteProvider {
  private final InferHandler handler;

  public InferLane(InferHandler handler) {
    this.handler = handler;
  }

  @Override
  public HttpServerRoutes apply(HttpServerRoutes routes) {
    return routes.route(
        request -> request.method().equals(HttpMethod.POST) && InferPath.of(request.uri()) != null,
        this::infer);
  }

  private Publisher<Void> infer(HttpServerRequest request, HttpServerResponse response) {
    var path = InferPath.of(request.uri());
    if (path == null) {
      return Mono.error(new IllegalStateException("no path of a call: " + request.uri()));
    }
    EchoHeaders.echo(request, response);
    return handler.infer(path, request).flatMap(answer -> answer.writeTo(response));
  }
}
