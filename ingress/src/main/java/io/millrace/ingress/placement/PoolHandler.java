package io.millrace.ingress.placement;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.ingress.pool.Commander;
import io.millrace.ingress.pool.PoolView;
import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.topology.serde.placement.CommandReader;
import io.millrace.topology.serde.placement.PlacementJson;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code /pools}: commands, and what is in pools. */
final class PoolHandler {
  private static final int MOST_BYTES = 900 << 10;

  private final Function<String, PoolView> pools;
  private final Commander commander;
  private final Function<Heartbeat, Mono<Void>> beats;
  private final InstantSource clock;

  /** @param pools the view of a pool as the log has it now; may wait for it */
  PoolHandler(
      Function<String, PoolView> pools,
      Commander commander,
      Function<Heartbeat, Mono<Void>> beats,
      InstantSource clock) {
    this.pools = pools;
    this.commander = commander;
    this.beats = beats;
    this.clock = clock;
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .POST("/pools/{pool}/commands", this::command)
        .GET("/pools/{pool}", this::pool)
        .GET("/pools/{pool}/nodes", this::nodes)
        .GET("/pools/{pool}/nodes/{node}", this::node)
        .POST("/pools/{pool}/nodes/{node}/heartbeat", this::beat)
        .GET("/pools/{pool}/services", this::services)
        .GET("/pools/{pool}/services/{service}", this::service)
        .GET("/pools/{pool}/allocations", this::allocations)
        .GET("/pools/{pool}/allocations/{allocation}", this::allocation)
        .build();
  }

  private Mono<ServerResponse> command(ServerRequest request) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    var pool = request.pathVariable("pool");
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .flatMap(body -> {
          PlacementCommand command;
          try {
            command = CommandReader.read(pool, body, origin());
          } catch (IllegalArgumentException e) {
            return Mono.just(
                JsonResponse.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
          }
          return commander
              .send(pool, command)
              .map(decisions -> DecidedJson.answer(command, decisions));
        });
  }

  private Origin origin() {
    return new Origin(UUID.randomUUID().toString(), clock.millis(), "http", "");
  }

  private Mono<ServerResponse> pool(ServerRequest request) {
    return view(request, pool -> {
      var json = JsonNodeFactory.instance.objectNode();
      json.put("pool", request.pathVariable("pool"))
          .put("active", pool.isActive())
          .put("nodes", pool.nodes().size())
          .put("services", pool.services().size())
          .put("allocations", pool.allocations().size());
      var knowledge = pool.knowledge();
      if (knowledge != null) {
        json.set("policy", PlacementJson.tree(knowledge.policy()));
        json.set("slowdowns", PlacementJson.tree(knowledge.slowdowns()));
      }
      return JsonResponse.of(json);
    });
  }

  private Mono<ServerResponse> nodes(ServerRequest request) {
    return view(
        request,
        pool -> JsonResponse.of(
            pool.nodes().stream().map(node -> PoolJson.node(pool, node)).toList()));
  }

  private Mono<ServerResponse> node(ServerRequest request) {
    var id = request.pathVariable("node");
    return view(request, pool -> {
      var node = pool.node(id);
      return node == null ? unknown("node", id) : JsonResponse.of(PoolJson.node(pool, node));
    });
  }

  private Mono<ServerResponse> beat(ServerRequest request) {
    try {
      var beat = new Heartbeat(
          new PoolName(request.pathVariable("pool")),
          new NodeName(request.pathVariable("node")),
          clock.instant());
      return beats.apply(beat).thenReturn(JsonResponse.of(List.of()));
    } catch (IllegalArgumentException e) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
    }
  }

  private Mono<ServerResponse> services(ServerRequest request) {
    return view(
        request,
        pool -> JsonResponse.of(
            pool.services().stream().map(one -> PoolJson.service(pool, one)).toList()));
  }

  private Mono<ServerResponse> service(ServerRequest request) {
    var id = request.pathVariable("service");
    return view(request, pool -> {
      var one = pool.service(id);
      return one == null ? unknown("service", id) : JsonResponse.of(PoolJson.service(pool, one));
    });
  }

  private Mono<ServerResponse> allocations(ServerRequest request) {
    return view(
        request,
        pool -> JsonResponse.of(
            pool.allocations().stream().map(PoolJson::allocation).toList()));
  }

  private Mono<ServerResponse> allocation(ServerRequest request) {
    var id = request.pathVariable("allocation");
    return view(request, pool -> {
      var one = pool.allocation(id);
      return one == null ? unknown("allocation", id) : JsonResponse.of(PoolJson.allocation(one));
    });
  }

  private static ServerResponse unknown(String what, String id) {
    return JsonResponse.error(HttpStatus.NOT_FOUND, "there is no %s \"%s\"".formatted(what, id));
  }

  private Mono<ServerResponse> view(
      ServerRequest request, Function<PoolView, ServerResponse> answer) {
    return Mono.fromCallable(() -> answer.apply(pools.apply(PoolPath.pool(request))))
        .subscribeOn(Schedulers.boundedElastic());
  }
}
