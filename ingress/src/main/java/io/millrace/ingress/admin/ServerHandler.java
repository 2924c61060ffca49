package io.millrace.ingress.admin;

import io.millrace.ingress.http.JsonResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What the server says of itself. */
public final class ServerHandler {
  private final Map<String, Object> metadata;
  private final Object info;
  private final Supplier<@Nullable String> whyNotReady;

  /**
   * @param info goes out field by field
   * @param whyNotReady what is missing before predictions can be answered; null where nothing is
   */
  public ServerHandler(
      String name, String version, Object info, Supplier<@Nullable String> whyNotReady) {
    this.metadata = Map.of(
        "name", name,
        "version", version,
        "extensions", List.of("parameters", "model_repository"));
    this.info = info;
    this.whyNotReady = whyNotReady;
  }

  public Mono<ServerResponse> metadata(ServerRequest request) {
    return Mono.just(JsonResponse.of(metadata));
  }

  public Mono<ServerResponse> live(ServerRequest request) {
    return Mono.just(JsonResponse.of(Map.of("live", true)));
  }

  public Mono<ServerResponse> ready(ServerRequest request) {
    var reason = whyNotReady.get();
    return Mono.just(
        reason == null
            ? JsonResponse.of(Map.of("ready", true))
            : JsonResponse.of(
                HttpStatus.SERVICE_UNAVAILABLE, Map.of("ready", false, "error", reason)));
  }

  public Mono<ServerResponse> info(ServerRequest request) {
    return Mono.just(JsonResponse.of(info));
  }
}
