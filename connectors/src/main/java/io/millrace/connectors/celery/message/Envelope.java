package io.millrace.connectors.celery.message;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the broker hands it over, in plain Java values.
 *
 * @param headers strings, numbers, booleans, lists, maps and nulls
 * @param body as sent, compressed where the headers say so
 */
public record Envelope(Properties properties, Map<String, Object> headers, byte[] body) {
  public Envelope {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /**
   * AMQP's own fields, as far as Celery uses them.
   *
   * @param expiration milliseconds, as text
   */
  public record Properties(
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable String correlationId,
      @Nullable String replyTo,
      int priority,
      @Nullable String expiration) {

    /** Of a message in JSON. */
    public static Properties json(
        @Nullable String correlationId, @Nullable String replyTo, int priority) {
      return new Properties(
          PythonJson.CONTENT_TYPE, "utf-8", correlationId, replyTo, priority, null);
    }
  }

  @Override
  public String toString() {
    return "Envelope{%s, %d bytes}".formatted(properties.contentType(), body.length);
  }
}
