package io.millrace.topology.serde;

import io.millrace.model.ModelName;
import io.millrace.model.ModelVersion;
import io.millrace.model.Shape;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The one JSON mapper: names and versions are plain strings and numbers, unknown fields are let through. */
public final class Json {
  public static final JsonMapper MAPPER = JsonMapper.builder()
      .addModule(valueTypes())
      .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .build();

  private Json() {}

  private static SimpleModule valueTypes() {
    return QoaJson.addTo(new SimpleModule("millrace"))
        .addSerializer(ModelName.class, writer((name, out) -> out.writeString(name.value())))
        .addDeserializer(ModelName.class, reader(in -> new ModelName(in.getString())))
        .addSerializer(ModelVersion.class, writer((v, out) -> out.writeNumber(v.number())))
        .addDeserializer(ModelVersion.class, reader(in -> new ModelVersion(in.getLongValue())))
        .addSerializer(
            Shape.class, writer((shape, out) -> out.writeArray(shape.dims(), 0, shape.rank())))
        .addDeserializer(Shape.class, reader(in -> Shape.of(in.readValueAs(long[].class))));
  }

  private interface Write<T> {
    void to(T value, JsonGenerator out);
  }

  private interface Read<T> {
    T from(JsonParser in);
  }

  private static <T> ValueSerializer<T> writer(Write<T> write) {
    return new ValueSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializationContext context) {
        write.to(value, out);
      }
    };
  }

  private static <T> ValueDeserializer<T> reader(Read<T> read) {
    return new ValueDeserializer<>() {
      @Override
      public T deserialize(JsonParser in, DeserializationContext context) {
        return read.from(in);
      }
    };
  }
}
