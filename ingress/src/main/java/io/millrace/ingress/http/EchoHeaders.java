package io.millrace.ingress.http;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives the headers by which a caller knows its request again back on every response. */
public final class EchoHeaders implements WebFilter {
  public static final String REQUEST_ID = "x-request-id";
  public static final String TRACEPARENT = "traceparent";

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    echo(exchange, REQUEST_ID);
    echo(exchange, TRACEPARENT);
    return chain.filter(exchange);
  }

  private static void echo(ServerWebExchange exchange, String name) {
    var value = exchange.getRequest().getHeaders().getFirst(name);
    if (value != null) {
      exchange.getResponse().getHeaders().set(name, value);
    }
  }
}
