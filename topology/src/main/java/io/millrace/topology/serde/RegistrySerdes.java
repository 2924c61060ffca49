package io.millrace.topology.serde;

import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryCommand;
import io.millrace.model.RegistryEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands and entries of registries as JSON; their values stand within as JSON of their own. */
public final class RegistrySerdes {
  private static final String VALUE = "value";

  private RegistrySerdes() {}

  /** {@code {"commandId": "…", "key": "…", "expectedEpoch": 3, "value": {…}}}. */
  public static Serde<RegistryCommand> commands() {
    return json(RegistrySerdes::write, RegistrySerdes::readCommand);
  }

  /** @param values writes JSON */
  public static <V> Serde<RegistryEntry<V>> entries(Serde<V> values) {
    return json(entry -> write(entry, values), node -> readEntry(node, values));
  }

  private static <T> Serde<T> json(Function<T, JsonNode> write, Function<JsonNode, T> read) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : Json.MAPPER.writeValueAsBytes(write.apply(value)),
        (topic, bytes) -> bytes == null ? null : parse(topic, bytes, read));
  }

  private static <T> T parse(String topic, byte[] bytes, Function<JsonNode, T> read) {
    try {
      return read.apply(Json.MAPPER.readTree(bytes));
    } catch (JacksonException
        | DateTimeException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new SerializationException("topic %s: %s".formatted(topic, e.getMessage()), e);
    }
  }

  private static JsonNode write(RegistryCommand command) {
    var node = Json.MAPPER.createObjectNode();
    node.put("commandId", command.commandId()).put("key", command.key());
    if (command.expectedEpoch() != null) {
      node.put("expectedEpoch", command.expectedEpoch());
    }
    if (command.value() != null) {
      node.set(VALUE, Json.MAPPER.readTree(command.value()));
    }
    return node;
  }

  private static RegistryCommand readCommand(JsonNode node) {
    var epoch = node.get("expectedEpoch");
    var value = node.get(VALUE);
    return new RegistryCommand(
        text(node, "commandId"),
        text(node, "key"),
        isAbsent(epoch) ? null : (Long) epoch.longValue(),
        isAbsent(value) ? null : value.toString());
  }

  private static <V> JsonNode write(RegistryEntry<V> entry, Serde<V> values) {
    var node = Json.MAPPER.createObjectNode();
    node.put("key", entry.key()).put("epoch", entry.epoch());
    if (entry.changed() != null) {
      node.put("changed", entry.changed().toString());
    }
    writeOutcome(entry.lastCommand(), node.putObject("lastCommand"));
    if (entry.value() != null) {
      node.set(VALUE, Json.MAPPER.readTree(values.serializer().serialize("", entry.value())));
    }
    return node;
  }

  private static void writeOutcome(ModelRecord.Outcome outcome, ObjectNode node) {
    node.put("commandId", outcome.commandId());
    if (outcome.rejection() != null) {
      node.put("rejection", outcome.rejection());
    }
  }

  private static <V> RegistryEntry<V> readEntry(JsonNode node, Serde<V> values) {
    var value = node.get(VALUE);
    var changed = node.get("changed");
    var last = node.path("lastCommand");
    var rejection = last.get("rejection");
    return new RegistryEntry<>(
        text(node, "key"),
        node.path("epoch").longValue(),
        isAbsent(value)
            ? null
            : values.deserializer().deserialize("", Json.MAPPER.writeValueAsBytes(value)),
        isAbsent(changed) ? null : Instant.parse(changed.stringValue()),
        new ModelRecord.Outcome(
            text(last, "commandId"), isAbsent(rejection) ? null : rejection.stringValue()));
  }

  private static String text(JsonNode node, String name) {
    var value = node.get(name);
    if (value == null || !value.isString()) {
      throw new IllegalArgumentException("%s: a text is wanted, not %s".formatted(name, value));
    }
    return value.stringValue();
  }

  private static boolean isAbsent(@Nullable JsonNode node) {
    return node == null || node.isNull();
  }
}
