package io.millrace.ingress.placement.rohe;

import io.millrace.ingress.pool.Commander;
import io.millrace.ingress.pool.PoolView;
import io.millrace.model.placement.NodeState;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.topology.serde.contract.Fields;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Does what ROHE's commands ask for, in a pool; calls wait until it is decided. */
final class RoheManager {
  private static final String STOPPED =
      "the orchestrator is stopped: what is added waits until start-agent";

  private final Function<String, PoolView> pools;
  private final Commander commander;
  private final InstantSource clock;

  RoheManager(Function<String, PoolView> pools, Commander commander, InstantSource clock) {
    this.pools = pools;
    this.commander = commander;
    this.clock = clock;
  }

  /**
   * What comes of a command.
   *
   * @param data what the command is about; null: nothing
   * @param old whether names are those of the README
   */
  Answer run(String pool, RoheCommand command, @Nullable Fields data, boolean old) {
    return switch (command) {
      case ADD_NODE -> addNodes(pool, required(data));
      case REMOVE_NODE -> each(required(data), node -> remove(pool, RoheNodes.id(node), true));
      case REMOVE_ALL_NODES -> removeAllNodes(pool);
      case GET_ALL_NODES -> Answer.of(nodes(pools.apply(pool), old));
      case ADD_SERVICE -> addServices(pool, required(data));
      case REMOVE_SERVICE -> removeServices(pool, required(data));
      case REMOVE_ALL_SERVICES -> removeAllServices(pool);
      case GET_ALL_SERVICES -> Answer.of(services(pools.apply(pool), old));
      case START_AGENT -> activate(pool, true);
      case STOP_AGENT -> activate(pool, false);
    };
  }

  /**
   * What is answered.
   *
   * @param note something that callers should know; null: nothing
   */
  record Answer(Object result, @Nullable String note) {
    static Answer of(Object result) {
      return new Answer(result, null);
    }
  }

  private static Fields required(@Nullable Fields data) {
    if (data == null) {
      throw new IllegalArgumentException("data: is missing");
    }
    return data;
  }

  private Answer addNodes(String pool, Fields data) {
    var nodes = new LinkedHashMap<String, RoheNodes.Read>();
    data.entries().forEach((key, fields) -> {
      var node = RoheNodes.read(fields);
      if (node != null) {
        nodes.put(key, node);
      }
    });
    check(data);
    var result = new LinkedHashMap<String, String>();
    nodes.forEach((key, node) -> {
      result.put(
          key,
          addedOrUpdated(
              pool,
              new NodeCommand.Add(origin(), node.spec()),
              new NodeCommand.Update(origin(), node.spec())));
      if (node.state() != NodeState.READY) {
        send(pool, new NodeCommand.Change(origin(), node.spec().id(), node.state()));
      }
    });
    return new Answer(result, note(pool));
  }

  private Answer addServices(String pool, Fields data) {
    var commands = new LinkedHashMap<String, List<PlacementCommand>>();
    data.entries()
        .forEach((application, services) -> services.entries().forEach((key, fields) -> {
          var spec = RoheServices.read(application, fields);
          if (spec != null) {
            commands.put(
                key,
                List.of(
                    new ServiceCommand.Add(origin(), spec),
                    new ServiceCommand.Update(origin(), spec)));
          }
        }));
    check(data);
    var result = new LinkedHashMap<String, String>();
    commands.forEach(
        (key, both) -> result.put(key, addedOrUpdated(pool, both.get(0), both.get(1))));
    return new Answer(result, note(pool));
  }

  private String addedOrUpdated(String pool, PlacementCommand add, PlacementCommand update) {
    if (refusal(send(pool, add)) == null) {
      return "Added";
    }
    var refused = refusal(send(pool, update));
    return refused == null ? "Updated" : refused;
  }

  private @Nullable String note(String pool) {
    return pools.apply(pool).isActive() ? null : STOPPED;
  }

  private Answer removeServices(String pool, Fields data) {
    var result = new LinkedHashMap<String, String>();
    data.entries()
        .forEach((application, services) -> result.putAll(
            results(services, service -> remove(pool, RoheServices.id(service), false))));
    check(data);
    return Answer.of(result);
  }

  private static Answer each(Fields data, Function<Fields, String> call) {
    return Answer.of(results(data, call));
  }

  private static Map<String, String> results(Fields data, Function<Fields, String> call) {
    var result = new LinkedHashMap<String, String>();
    data.entries().forEach((key, fields) -> result.put(key, call.apply(fields)));
    check(data);
    return result;
  }

  private String remove(String pool, @Nullable String id, boolean node) {
    if (id == null) {
      return "no id";
    }
    var refused = refusal(send(
        pool,
        node ? new NodeCommand.Remove(origin(), id) : new ServiceCommand.Remove(origin(), id)));
    return refused == null ? "Removed" : refused;
  }

  private Answer removeAllNodes(String pool) {
    var result = new LinkedHashMap<String, String>();
    pools
        .apply(pool)
        .nodes()
        .forEach(node -> result.put(node.spec().id(), remove(pool, node.spec().id(), true)));
    return Answer.of(result);
  }

  private Answer removeAllServices(String pool) {
    var result = new LinkedHashMap<String, String>();
    pools
        .apply(pool)
        .services()
        .forEach(service ->
            result.put(service.spec().id(), remove(pool, service.spec().id(), false)));
    return Answer.of(result);
  }

  private Answer activate(String pool, boolean active) {
    send(pool, new PoolCommand.SetActive(origin(), active));
    return active ? Answer.of("Started") : new Answer("Stopped", STOPPED);
  }

  private ArrayNode nodes(PoolView pool, boolean old) {
    var all = JsonNodeFactory.instance.arrayNode();
    double now = clock.millis() / 1000.0;
    pool.nodes().forEach(node -> {
      var data = RoheNodes.write(pool, node, old);
      all.addObject()
          .put("_id", node.spec().id())
          .put("status", data.path("status").asString())
          .put("timestamp", now)
          .set("data", data);
    });
    return all;
  }

  private ArrayNode services(PoolView pool, boolean old) {
    var all = JsonNodeFactory.instance.arrayNode();
    double now = clock.millis() / 1000.0;
    pool.services().forEach(service -> {
      var data = RoheServices.write(pool, service, old);
      all.addObject()
          .put("_id", service.spec().id())
          .put("application_name", service.spec().application())
          .put("replicas", service.spec().replicas())
          .put("running", data.path("running").asInt())
          .put("status", data.path("status").asString())
          .put("timestamp", now)
          .set("data", data);
    });
    return all;
  }

  private static void check(Fields data) {
    if (!data.mistakes().isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", data.mistakes()));
    }
  }

  private Origin origin() {
    return new Origin(UUID.randomUUID().toString(), clock.millis(), "rohe", "");
  }

  private List<Decision> send(String pool, PlacementCommand command) {
    return Objects.requireNonNull(commander.send(pool, command).block());
  }

  private static @Nullable String refusal(List<Decision> decisions) {
    return decisions.get(0) instanceof Decision.Refused refused ? refused.reason() : null;
  }
}
