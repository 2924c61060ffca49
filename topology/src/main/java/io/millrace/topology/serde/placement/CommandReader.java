package io.millrace.topology.serde.placement;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.millrace.model.node.NameRule;
import io.millrace.model.node.NodeAddress;
import io.millrace.model.placement.NodeSpec;
import io.millrace.model.placement.command.NodeCommand;
import io.millrace.model.placement.command.Origin;
import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.command.PoolCommand;
import io.millrace.model.placement.command.ServiceCommand;
import io.millrace.model.placement.policy.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads commands as people and programs write them: {@code {"type": "scale-service", "service": "web", "replicas": 3}}.
 * What a command leaves out of its origin is taken from its record, and so is the same whenever it is read.
 */
public final class CommandReader {
  private static final String ORIGIN = "origin";
  /** A service stands in a record of its pool with every revision that still runs: there is room for many of them. */
  private static final int MOST_BYTES = 256 << 10;

  // What a command leaves out makes it twenty-five times as large at worst: shorter ones are not
  // looked at.
  private static final int SURELY_FITS = 8 << 10;
  private static final List<String> MAYBE = List.of("health", "spread");
  private static final List<String> TYPES = Arrays.stream(
          PlacementTypes.Command.class.getAnnotation(JsonSubTypes.class).value())
      .map(JsonSubTypes.Type::name)
      .toList();

  private CommandReader() {}

  /** The names of all kinds of commands. */
  public static List<String> types() {
    return TYPES;
  }

  /**
   * The command of a record.
   *
   * @param pool the record's key
   * @param record what the origin is where the command does not say it
   * @throws IllegalArgumentException that says which field is wrong, and its value
   */
  public static PlacementCommand read(
      @Nullable String pool, byte @Nullable [] json, Origin record) {
    if (pool == null || pool.isEmpty()) {
      throw new IllegalArgumentException("the record has no key; it has to name the pool");
    }
    NameRule.legal("pool", pool);
    if (json == null) {
      throw new IllegalArgumentException("pool %s: the record has no value".formatted(pool));
    }
    var command = read(parse(json), record);
    if (json.length > SURELY_FITS) {
      requireFit(command);
    }
    return command;
  }

  // A record that the log does not take would stop whoever decides, and again at every start.
  private static void requireFit(PlacementCommand command) {
    int bytes = PlacementJson.bytes(command).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the command: has %d bytes with all that it leaves out, %d at most"
              .formatted(bytes, MOST_BYTES));
    }
  }

  private static JsonNode parse(byte[] json) {
    try {
      return PlacementJson.MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** As above, of a tree, which is changed. */
  public static PlacementCommand read(JsonNode json, Origin record) {
    if (!(json instanceof ObjectNode command)) {
      throw new IllegalArgumentException("a command is an object, not %s"
          .formatted(json.isMissingNode() ? "nothing" : Mistakes.shown(json)));
    }
    var type = command.path(PlacementTypes.TYPE);
    if (!type.isString() || !TYPES.contains(type.stringValue())) {
      throw new IllegalArgumentException(
          "type: %s is no kind of command; there are %s".formatted(Mistakes.shown(type), TYPES));
    }
    origin(command, record);
    Defaults.fill(type.stringValue(), command);
    requireValues("", command);
    return named(bound(command));
  }

  /**
   * A policy as a command holds it.
   *
   * @throws IllegalArgumentException that says which field is wrong, and its value
   */
  public static Policy policy(JsonNode json) {
    var command = JsonNodeFactory.instance.objectNode();
    command.put(PlacementTypes.TYPE, "set-policy");
    command.set("policy", json);
    return ((PoolCommand.SetPolicy) read(command, Origin.of("policy"))).policy();
  }

  /** Who sent it as far as can be told, though it cannot be read: so that the sender finds the answer. */
  public static Origin origin(byte @Nullable [] json, Origin record) {
    try {
      if (json != null
          && PlacementJson.MAPPER.readTree(json).path(ORIGIN).path("id").isString()) {
        var id = PlacementJson.MAPPER.readTree(json).path(ORIGIN).path("id").stringValue();
        return new Origin(id, record.atMillis(), record.by(), record.cause());
      }
    } catch (JacksonException | IllegalArgumentException e) {
      return record;
    }
    return record;
  }

  private static void origin(ObjectNode command, Origin record) {
    if (!command.hasNonNull(ORIGIN)) {
      command.set(ORIGIN, JsonNodeFactory.instance.objectNode());
    }
    if (command.get(ORIGIN) instanceof ObjectNode origin) {
      putMissing(origin, "id", record.id());
      if (!origin.hasNonNull("atMillis")) {
        origin.put("atMillis", record.atMillis());
      }
      putMissing(origin, "by", record.by());
      putMissing(origin, "cause", record.cause());
    }
  }

  private static void putMissing(ObjectNode into, String name, String value) {
    if (!into.hasNonNull(name)) {
      into.put(name, value);
    }
  }

  private static void requireValues(String path, JsonNode node) {
    node.properties().forEach(entry -> {
      var at = path + entry.getKey();
      if (entry.getValue().isNull() && !MAYBE.contains(entry.getKey())) {
        throw new IllegalArgumentException(at + ": is null, a value is wanted");
      }
      requireValues(at + ".", entry.getValue());
    });
    if (node.isArray()) {
      node.forEach(element -> requireValues(path, element));
    }
  }

  private static PlacementCommand bound(ObjectNode command) {
    try {
      return Objects.requireNonNull(
          PlacementJson.MAPPER.treeToValue(command, PlacementCommand.class));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(Mistakes.describe(command, e), e);
    }
  }

  // What is placed is deployed: names must be such as engines take.
  private static PlacementCommand named(PlacementCommand command) {
    if (command instanceof NodeCommand.Add add) {
      check(add.spec());
    } else if (command instanceof NodeCommand.Update update) {
      check(update.spec());
    } else if (command instanceof ServiceCommand.Add add) {
      NameRule.legal("service", add.service());
    } else if (command instanceof ServiceCommand.Update update) {
      NameRule.legal("service", update.service());
    }
    return command;
  }

  private static void check(NodeSpec spec) {
    NameRule.legal("node", spec.id());
    if (!spec.address().isEmpty()) {
      NodeAddress.parse(spec.address());
    }
  }
}
