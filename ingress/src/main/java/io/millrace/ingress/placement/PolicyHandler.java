package io.millrace.ingress.placement;

import io.millrace.ingress.http.JsonContent;
import io.millrace.ingress.http.JsonResponse;
import io.millrace.ingress.http.RequestBytes;
import io.millrace.ingress.pool.Commander;
import io.millrace.ingress.pool.PoolView;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.policy.Policy;
import io.millrace.port.PlacementHistory;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.placement.CommandReader;
import io.millrace.topology.serde.placement.PlacementJson;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
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
import tools.jackson.databind.JsonNode;

/** The policy of a pool and its versions, and rebalancing; all that changes something is a command on the log. */
final class PolicyHandler {
  private static final int MOST_BYTES = 900 << 10;
  private static final int USUAL_BUDGET = 10;

  private final Function<String, PoolView> pools;
  private final Commander commander;
  private final InstantSource clock;
  private final @Nullable PlacementHistory history;

  /** @param history null: neither versions are listed nor is anything predicted */
  PolicyHandler(
      Function<String, PoolView> pools,
      Commander commander,
      InstantSource clock,
      @Nullable PlacementHistory history) {
    this.pools = pools;
    this.commander = commander;
    this.clock = clock;
    this.history = history;
  }

  RouterFunction<ServerResponse> routes() {
    return RouterFunctions.route()
        .GET("/pools/{pool}/policy", this::policy)
        .PUT("/pools/{pool}/policy", this::set)
        .GET("/pools/{pool}/policy/versions", this::versions)
        .POST("/pools/{pool}/rebalance", this::rebalance)
        .build();
  }

  private Mono<ServerResponse> policy(ServerRequest request) {
    return blocking(() -> {
      var knowledge = pools.apply(PoolPath.pool(request)).knowledge();
      return JsonResponse.of(
          PlacementJson.tree(knowledge == null ? Policy.DEFAULT : knowledge.policy()));
    });
  }

  private Mono<ServerResponse> set(ServerRequest request) {
    return decide(
        request,
        (json, origin) -> new PoolCommand.SetPolicy(origin, CommandReader.policy(json)),
        (json, command) -> commander
            .send(request.pathVariable("pool"), command)
            .map(decisions -> DecidedJson.answer(command, decisions)));
  }

  private Mono<ServerResponse> versions(ServerRequest request) {
    var told = history;
    return told == null
        ? Mono.just(unavailable())
        : ToldProgress.answer(
            request,
            progress -> told.policies(new PoolName(request.pathVariable("pool")), progress).stream()
                .map(PlacementJson::tree)
                .toList());
  }

  private Mono<ServerResponse> rebalance(ServerRequest request) {
    var pool = request.pathVariable("pool");
    return decide(request, PolicyHandler::rebalance, (json, command) -> {
      if (!json.path("dryRun").asBoolean(false)) {
        return commander
            .send(pool, command)
            .map(decisions -> DecidedJson.rebalanced(command, decisions));
      }
      var told = history;
      return told == null
          ? Mono.just(unavailable())
          : ToldProgress.answer(
              request,
              progress -> DecidedJson.predicted(
                  command, told.predict(new PoolName(pool), command, progress)));
    });
  }

  private static PlacementCommand rebalance(JsonNode json, Origin origin) {
    json.propertyNames().forEach(name -> {
      if (!name.equals("budget") && !name.equals("dryRun")) {
        throw new IllegalArgumentException(
            "%s: is unknown, there are budget and dryRun".formatted(name));
      }
    });
    var budget = json.path("budget");
    if (!budget.isMissingNode() && !budget.isInt()) {
      throw new IllegalArgumentException(
          "budget: a whole number of moves is wanted, not %s".formatted(budget));
    }
    return new PoolCommand.Rebalance(origin, budget.asInt(USUAL_BUDGET));
  }

  private Mono<ServerResponse> decide(
      ServerRequest request,
      BiFunction<JsonNode, Origin, PlacementCommand> read,
      BiFunction<JsonNode, PlacementCommand, Mono<ServerResponse>> then) {
    JsonContent.require(request.exchange().getRequest().getHeaders());
    return RequestBytes.read(request, MOST_BYTES)
        .switchIfEmpty(Mono.fromSupplier(() -> new byte[0]))
        .flatMap(body -> {
          try {
            var json = json(body);
            return then.apply(json, read.apply(json, origin()));
          } catch (IllegalArgumentException e) {
            return Mono.just(
                JsonResponse.error(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage())));
          }
        });
  }

  private static JsonNode json(byte[] body) {
    try {
      var json = Json.MAPPER.readTree(body);
      if (json.isObject()) {
        return json;
      }
      throw new IllegalArgumentException("an object is wanted, not %s".formatted(json));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Origin origin() {
    return new Origin(UUID.randomUUID().toString(), clock.millis(), "http", "");
  }

  private static Mono<ServerResponse> blocking(Callable<ServerResponse> answer) {
    return Mono.fromCallable(answer).subscribeOn(Schedulers.boundedElastic());
  }

  private static ServerResponse unavailable() {
    return JsonResponse.error(
        HttpStatus.NOT_IMPLEMENTED, "this process does not decide the log again");
  }
}
