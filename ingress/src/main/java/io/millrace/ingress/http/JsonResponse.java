package io.millrace.ingress.http;

import io.millrace.topology.serde.Json;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

/** A response whose body is JSON bytes; it goes around the framework's choice of codecs, which costs time. */
public final class JsonResponse implements ServerResponse {
  private final HttpStatus status;
  private final byte[] body;
  private final Map<String, String> headers;

  private JsonResponse(HttpStatus status, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  public static JsonResponse ok(byte[] json) {
    return new JsonResponse(HttpStatus.OK, json, Map.of());
  }

  /** The value as JSON, field by field. */
  public static JsonResponse of(Object value) {
    return of(HttpStatus.OK, value);
  }

  public static JsonResponse of(HttpStatus status, Object value) {
    return new JsonResponse(status, Json.MAPPER.writeValueAsBytes(value), Map.of());
  }

  /** {@code {"error": message}}, as every answer that is not a success. */
  public static JsonResponse error(HttpStatus status, String message) {
    return of(status, Map.of("error", message));
  }

  /** The same with one more header. */
  public JsonResponse with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new JsonResponse(status, body, more);
  }

  @Override
  public HttpStatus statusCode() {
    return status;
  }

  @Override
  public HttpHeaders headers() {
    var all = new HttpHeaders();
    headers.forEach(all::set);
    return all;
  }

  @Override
  public MultiValueMap<String, ResponseCookie> cookies() {
    return new LinkedMultiValueMap<>();
  }

  @Override
  public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
    return writeTo(exchange);
  }

  public Mono<Void> writeTo(ServerWebExchange exchange) {
    var response = exchange.getResponse();
    response.setStatusCode(status);
    var out = response.getHeaders();
    out.set(HttpHeaders.CONTENT_TYPE, "application/json");
    out.setContentLength(body.length);
    headers.forEach(out::set);
    return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
  }

  /** Writes it without the framework's response, in one message. */
  public Mono<Void> writeTo(HttpServerResponse response) {
    response
        .status(status.value())
        .header(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    headers.forEach(response::header);
    return response.sendObject(Unpooled.wrappedBuffer(body)).then();
  }
}
