package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.serde.Json;
import io.millrace.topology.serde.JsonSerde;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Records of the samples topic: one sample, or a list of them. A sample in a list may say in {@code "appended"} when what
 * it was read from reached the log, in milliseconds since 1970; else that is the time of the record.
 *
 * <p>Holds texts that it has read; not thread-safe.
 */
public final class SampleRecords {
  private static final JsonSerde<QoaSample> ONE = new JsonSerde<>(QoaSample.class);
  private static final int SAMPLE_BYTES = 192;

  private final Texts texts = new Texts();

  /**
   * A sample and its place in time on the log.
   *
   * @param appendedMillis when what it was read from reached the log
   */
  public record Appended(QoaSample sample, long appendedMillis) {}

  /** The value of a record; of one sample, whose time the record then has, the same as of the sample alone. */
  public static byte[] write(String topic, List<Appended> samples) {
    if (samples.size() == 1) {
      return ONE.serializer().serialize(topic, samples.get(0).sample());
    }
    var bytes = new ByteArrayOutputStream(SAMPLE_BYTES * samples.size());
    try (var out = JsonTrees.MAPPER.createGenerator(bytes)) {
      out.writeStartArray();
      for (var sample : samples) {
        write(sample, out);
      }
      out.writeEndArray();
    }
    return bytes.toByteArray();
  }

  private static void write(Appended appended, JsonGenerator out) {
    var sample = appended.sample();
    out.writeStartObject();
    out.writeStringProperty("application", sample.application());
    out.writeStringProperty("stage", sample.stage());
    out.writeStringProperty("instance", sample.instance());
    out.writeStringProperty("metric", sample.metric());
    out.writeNumberProperty("value", sample.value());
    out.writeNumberProperty("time", sample.time());
    if (!sample.labels().isEmpty()) {
      out.writeObjectPropertyStart("labels");
      sample.labels().forEach(out::writeStringProperty);
      out.writeEndObject();
    }
    out.writeNumberProperty("appended", appended.appendedMillis());
    out.writeEndObject();
  }

  /**
   * The samples of a record, in order.
   *
   * @param millis the record's time, behind which none of them was appended
   * @throws SerializationException if one of them is none
   */
  public List<Appended> read(String topic, byte[] bytes, long millis) {
    if (!isList(bytes)) {
      return List.of(new Appended(ONE.deserializer().deserialize(topic, bytes), millis));
    }
    var samples = quickly(bytes, millis);
    return samples == null ? slowly(topic, bytes, millis) : samples;
  }

  private static boolean isList(byte[] bytes) {
    for (byte b : bytes) {
      if (b > ' ') {
        return b == '[';
      }
    }
    return false;
  }

  /** Null where something is not as {@link #write} writes it. */
  private @Nullable List<Appended> quickly(byte[] bytes, long millis) {
    try (var in = JsonTrees.MAPPER.createParser(bytes)) {
      in.nextToken();
      var samples = new ArrayList<Appended>();
      while (in.nextToken() == JsonToken.START_OBJECT) {
        var sample = sample(in, millis);
        if (sample == null) {
          return null;
        }
        samples.add(sample);
      }
      return in.currentToken() == JsonToken.END_ARRAY && in.nextToken() == null ? samples : null;
    } catch (JacksonException | IllegalArgumentException e) {
      // Its reason is told by the one who reads it next.
      return null;
    }
  }

  private @Nullable Appended sample(JsonParser in, long millis) {
    String application = null;
    String stage = null;
    String instance = null;
    String metric = null;
    double value = Double.NaN;
    long time = -1;
    long appended = millis;
    Map<String, String> labels = Map.of();
    for (var name = in.nextName(); name != null; name = in.nextName()) {
      var token = in.nextToken();
      switch (name) {
        case "application" -> application = texts.of(in);
        case "stage" -> stage = texts.of(in);
        case "instance" -> instance = texts.of(in);
        case "metric" -> metric = texts.of(in);
        case "value" -> value = token.isNumeric() ? in.getDoubleValue() : Double.NaN;
        case "time" -> time = token == JsonToken.VALUE_NUMBER_INT ? in.getLongValue() : -1;
        case "appended" -> appended = token == JsonToken.VALUE_NUMBER_INT ? in.getLongValue() : -1;
        case "labels" -> labels = labels(in);
        default -> {
          return null;
        }
      }
    }
    return application == null
            || stage == null
            || instance == null
            || metric == null
            || labels == null
            || appended < 0
        ? null
        : new Appended(
            new QoaSample(application, stage, instance, metric, value, time, labels),
            Math.min(appended, millis));
  }

  private @Nullable Map<String, String> labels(JsonParser in) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return null;
    }
    var labels = new LinkedHashMap<String, String>();
    for (var name = in.nextName(); name != null; name = in.nextName()) {
      in.nextToken();
      var text = texts.of(in);
      if (text == null) {
        return null;
      }
      labels.put(name, text);
    }
    return labels;
  }

  private static List<Appended> slowly(String topic, byte[] bytes, long millis) {
    try {
      var samples = new ArrayList<Appended>();
      for (var element : Json.MAPPER.readTree(bytes)) {
        var appended = element.get("appended");
        samples.add(new Appended(
            Json.MAPPER.treeToValue(element, QoaSample.class),
            appended != null && appended.isIntegralNumber()
                ? Math.min(millis, appended.longValue())
                : millis));
      }
      return samples;
    } catch (JacksonException e) {
      throw new SerializationException(
          "topic %s: no samples in this JSON: %s".formatted(topic, e.getOriginalMessage()), e);
    }
  }
}
