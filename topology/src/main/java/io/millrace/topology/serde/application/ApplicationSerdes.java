package io.millrace.topology.serde.application;

import io.millrace.model.application.Application;
import io.millrace.topology.serde.Json;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Applications on the log. Null is a tombstone and passes through. */
public final class ApplicationSerdes {
  private ApplicationSerdes() {}

  public static Serde<Application> application() {
    return Serdes.serdeFrom(
        (topic, value) ->
            value == null ? null : Json.MAPPER.writeValueAsBytes(ApplicationJson.write(value)),
        (topic, bytes) -> bytes == null ? null : read(topic, bytes));
  }

  private static @Nullable Application read(String topic, byte[] bytes) {
    try {
      return ApplicationReader.read(bytes);
    } catch (IllegalArgumentException e) {
      throw new SerializationException("topic %s: %s".formatted(topic, e.getMessage()), e);
    }
  }
}
