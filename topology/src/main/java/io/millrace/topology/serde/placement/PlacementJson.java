package io.millrace.topology.serde.placement;

import io.millrace.model.placement.command.PlacementCommand;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolRecord;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of placement as JSON: their own names, in their order, so that the same record always has the same bytes.
 * Unlike elsewhere, unknown fields are mistakes: a constraint that is misspelt must not be left out in silence.
 */
public final class PlacementJson {
  static final JsonMapper MAPPER = JsonMapper.builder()
      .addMixIn(PlacementCommand.class, PlacementTypes.Command.class)
      .addMixIn(Decision.class, PlacementTypes.Decided.class)
      .addMixIn(PoolRecord.class, PlacementTypes.State.class)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
      .build();

  private PlacementJson() {}

  /** A thing in a pool. */
  public static byte[] bytes(PoolRecord record) {
    return MAPPER.writerFor(PoolRecord.class).writeValueAsBytes(record);
  }

  /** Any of these records, within another document. */
  public static JsonNode tree(Object record) {
    return MAPPER.valueToTree(record);
  }

  /** The command, with all its fields; {@link CommandReader} reads it. */
  public static byte[] bytes(PlacementCommand command) {
    return MAPPER.writerFor(PlacementCommand.class).writeValueAsBytes(command);
  }

  /** The decision, the same bytes whenever and wherever it is written. */
  public static byte[] bytes(Decision decision) {
    return MAPPER.writerFor(Decision.class).writeValueAsBytes(decision);
  }

  /**
   * What {@link #bytes} wrote.
   *
   * @throws IllegalArgumentException if it is no such record
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      return Objects.requireNonNull(MAPPER.readValue(json, type), "null is no " + type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "no %s in this JSON: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
    }
  }
}
