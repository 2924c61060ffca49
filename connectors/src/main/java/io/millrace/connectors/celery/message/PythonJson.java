package io.millrace.connectors.celery.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as Python writes and reads it: bare {@code NaN} and {@code Infinity}, whole numbers of any size. */
public final class PythonJson {
  public static final String CONTENT_TYPE = "application/json";

  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
      .build();

  private PythonJson() {}

  /**
   * Maps, lists, strings, numbers, booleans and null; values that name their Python type become Java's.
   *
   * @throws UnreadableMessageException if the bytes are not JSON
   */
  public static @Nullable Object read(byte[] json) {
    try {
      return TypedValues.read(MAPPER.readValue(json, Object.class));
    } catch (JacksonException e) {
      throw UnreadableMessageException.undecodable(
          "the body is not JSON: %s".formatted(e.getOriginalMessage()), e);
    }
  }

  /** As {@link #read(byte[])}, of an object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> readObject(byte[] json) {
    if (read(json) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw UnreadableMessageException.undecodable("the body is no JSON object", null);
  }

  /** Without the types of Python that JSON lacks: they are written as text, as clients before 5.3 expect. */
  public static byte[] write(@Nullable Object value) {
    return MAPPER.writeValueAsBytes(TypedValues.plain(value));
  }

  /** With the types of Python that JSON lacks, as clients from 5.3 on write and read them. */
  public static byte[] writeTyped(@Nullable Object value) {
    return MAPPER.writeValueAsBytes(TypedValues.typed(value));
  }
}
