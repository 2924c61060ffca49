package io.millrace.ingress.placement;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.policy.Policy;
import io.millrace.port.PlacementHistory;
import io.millrace.port.PlacementHistory.NothingThereException;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.placement.CommandReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What is told by deciding the log again: why, what if, and whether it comes to the same. */
final class HistoryHandler {
  private static final int MOST_BYTES = 1 << 20;

  private final PlacementHistory history;

  HistoryHandler(PlacementHistory history) {
    this.history = history;
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .GET("/pools/{pool}/allocations/{allocation}/explanation", this::explain)
        .POST("/pools/{pool}/whatif", this::whatIf)
        .POST("/placement/verify", this::verify)
        .build();
  }

  private Mono<ServerResponse> explain(ServerRequest request) {
    var id = request.pathVariable("allocation");
    return ToldProgress.answer(request, progress -> {
      var pool = new PoolName(request.pathVariable("pool"));
      var verdicts = history.explain(pool, id, progress);
      if (verdicts == null) {
        throw new NothingThereException("no command has led to an allocation \"%s\"".formatted(id));
      }
      return Map.of("allocation", id, "nodes", verdicts);
    });
  }

  private Mono<ServerResponse> whatIf(ServerRequest request) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    var from = request.queryParam("from").orElse("");
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .flatMap(body -> ToldProgress.answer(
            request,
            progress -> history.whatIf(
                new PoolName(request.pathVariable("pool")), time(from), policies(body), progress)));
  }

  private static Instant time(String from) {
    try {
      return from.isEmpty() ? Instant.EPOCH : Instant.parse(from);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "from: a time such as \"2026-01-31T12:00:00Z\" is wanted, not \"%s\"".formatted(from), e);
    }
  }

  private static List<Policy> policies(byte[] body) {
    JsonNode json;
    try {
      json = Json.MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the policy is no JSON: " + e.getOriginalMessage(), e);
    }
    var policies = new ArrayList<Policy>();
    for (var one : json.isArray() ? json : List.of(json)) {
      policies.add(CommandReader.policy(one));
    }
    return policies;
  }

  private Mono<ServerResponse> verify(ServerRequest request) {
    return ToldProgress.answer(request, history::verify);
  }
}
