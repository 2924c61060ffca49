package io.millrace.ingress.infer;

import java.util.concurrent.Executor;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;

/** Finds the event loop that owns a request's connection, so that its answer is made where it is written. */
final class EventLoops {
  private static final Executor HERE = Runnable::run;

  private EventLoops() {}

  static Executor of(HttpServerRequest request) {
    return request instanceof Connection connection ? connection.channel().eventLoop() : HERE;
  }

  static Executor of(ServerRequest request) {
    var message = request.exchange().getRequest();
    if (message instanceof AbstractServerHttpRequest plain
        && plain.getNativeRequest() instanceof Connection connection) {
      return connection.channel().eventLoop();
    }
    return message instanceof ServerHttpRequestDecorator decorated
            && ServerHttpRequestDecorator.getNativeRequest(decorated)
                instanceof Connection connection
        ? connection.channel().eventLoop()
        : HERE;
  }
}
