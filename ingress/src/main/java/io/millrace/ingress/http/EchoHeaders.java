package io.millrace.ingress.http;

import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Gives the headers by which a caller knows its request again back on every response. */
public final class EchoHeaders implements WebFilter {
  public static final String REQUEST_ID = "x-request-id";
  public static final String TRACEPARENT = "traceparent";

  private static final List<String> NAMES = List.of(REQUEST_ID, TRACEPARENT);

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    NAMES.forEach(name -> echo(exchange, name));
    return chain.filter(exchange);
  }

  /** The same for an exchange that no filter sees. */
  public static void echo(HttpServerRequest request, HttpServerResponse response) {
    var headers = request.requestHeaders();
    for (var name : NAMES) {
      var value = headers.get(name);
      if (value != null) {
        response.header(name, value);
      }
    }
  }

  private static void echo(ServerWebExchange exchange, String name) {
    var value = exchange.getRequest().getHeaders().getFirst(name);
    if (value != null) {
      exchange.getResponse().getHeaders().set(name, value);
    }
  }
}
