package io.millrace.ingress.placement.rohe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RefusedException;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.ingress.pool.Commander;
import io.millrace.ingress.pool.PoolView;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.contract.Fields;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;

/**
 * {@code /management} as ROHE's orchestration service has it: the command in the path, or in the body with the names of
 * the README. {@code ?pool=} chooses another pool than {@code default}.
 */
public final class RoheManagement {
  private static final int MOST_BYTES = 4 << 20;
  private static final String STATUS = "status";

  private final RoheManager manager;

  /** @param pools the view of a pool as the log has it now; may wait for it */
  public RoheManagement(
      Function<String, PoolView> pools, Commander commander, InstantSource clock) {
    this.manager = new RoheManager(pools, commander, clock);
  }

  /** The paths. */
  public RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .GET("/management", request -> Mono.just(JsonResponse.of(Map.of(STATUS, "ok"))))
        .POST("/management", request -> answer(request, null))
        .POST("/management/{command}", request -> answer(request, request.pathVariable("command")))
        .build();
  }

  private Mono<ServerResponse> answer(ServerRequest request, @Nullable String command) {
    var pool = request.queryParam("pool").orElse("default");
    if (request.headers().contentType().isPresent()) {
      JsonContent.require(request.exchange().getRequest().getHeaders());
    }
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .publishOn(Schedulers.boundedElastic())
        .map(body -> answer(pool, command, body.length == 0 ? "{}".getBytes(UTF_8) : body));
  }

  private ServerResponse answer(String pool, @Nullable String inPath, byte[] body) {
    try {
      var mistakes = new ArrayList<String>();
      var fields = new Fields("", Json.MAPPER.readTree(body), mistakes);
      var name = inPath == null ? fields.requiredText("command") : inPath;
      var command = name == null ? null : RoheCommand.of(name);
      var data = fields.object("data");
      if (!mistakes.isEmpty()) {
        return error(HttpStatus.BAD_REQUEST, String.join("\n", mistakes));
      }
      if (command == null) {
        return error(
            HttpStatus.BAD_REQUEST,
            "Unknown command: \"%s\"; there are %s"
                .formatted(
                    name,
                    List.of(RoheCommand.values()).stream()
                        .map(RoheCommand::path)
                        .toList()));
      }
      return success(manager.run(pool, command, data, inPath == null));
    } catch (JacksonException e) {
      return error(HttpStatus.BAD_REQUEST, "the body is no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (RefusedException e) {
      return error(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  private static ServerResponse success(RoheManager.Answer answer) {
    var response = new LinkedHashMap<String, Object>();
    response.put("result", answer.result());
    if (answer.note() != null) {
      response.put("notes", List.of(answer.note()));
    }
    var body = new LinkedHashMap<String, Object>();
    body.put(STATUS, "success");
    body.put("response", response);
    return JsonResponse.of(body);
  }

  /** The message stands where ROHE's clients look, and where those of Millrace do. */
  private static ServerResponse error(HttpStatus status, String message) {
    var body = new LinkedHashMap<String, Object>();
    body.put(STATUS, "error");
    body.put("response", Map.of("error", message));
    body.put("error", message);
    return JsonResponse.of(status, body);
  }
}
