package io.millrace.topology.serde.placement;

import io.millrace.model.node.Heartbeat;
import io.millrace.model.node.NodeName;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import tools.jackson.core.JacksonException;

/** Decisions and the state of pools on the log. Null is a tombstone and passes through. */
public final class PlacementSerdes {
  private PlacementSerdes() {}

  public static Serde<Decision> decision() {
    return json(PlacementJson::bytes, json -> PlacementJson.read(json, Decision.class));
  }

  /** The state of pools, a record for each thing in them. */
  public static Serde<PoolRecord> state() {
    return json(PlacementJson::bytes, json -> PlacementJson.read(json, PoolRecord.class));
  }

  /** {@code {"pool": "default", "node": "edge-1", "at": "2026-01-31T12:00:00Z"}}. */
  public static Serde<Heartbeat> heartbeat() {
    return json(PlacementSerdes::bytes, PlacementSerdes::heartbeat);
  }

  private static byte[] bytes(Heartbeat beat) {
    return PlacementJson.MAPPER.writeValueAsBytes(PlacementJson.MAPPER
        .createObjectNode()
        .put("pool", beat.pool().value())
        .put("node", beat.node().value())
        .put("at", beat.at().toString()));
  }

  private static Heartbeat heartbeat(byte[] json) {
    try {
      var beat = PlacementJson.MAPPER.readTree(json);
      return new Heartbeat(
          new PoolName(beat.path("pool").asString()),
          new NodeName(beat.path("node").asString()),
          Instant.parse(beat.path("at").asString()));
    } catch (JacksonException | DateTimeException e) {
      throw new IllegalArgumentException("no heartbeat: " + e.getMessage(), e);
    }
  }

  private static <T> Serde<T> json(Function<T, byte[]> write, Function<byte[], T> read) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write.apply(value), (topic, bytes) -> {
          try {
            return bytes == null ? null : read.apply(bytes);
          } catch (IllegalArgumentException e) {
            throw new SerializationException("topic %s: %s".formatted(topic, e.getMessage()), e);
          }
        });
  }
}
