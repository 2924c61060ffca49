package io.millrace.launcher.http;

import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.topology.serde.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The protocol's request from what people like to write: the request itself, or just {@code {"input": [[1, 2]]}}, where
 * the values tell the shape and the model tells the type.
 */
public final class RequestJson {
  private RequestJson() {}

  /**
   * Reads the text.
   *
   * @throws IllegalArgumentException if it is no JSON object
   */
  public static JsonNode parse(String text) {
    try {
      var json = Json.MAPPER.readTree(text);
      if (json.isObject()) {
        return json;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the input is no JSON: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("the input is no JSON object");
  }

  /** Whether this is the protocol's request, and no shorthand for it. */
  public static boolean isComplete(JsonNode input) {
    var inputs = input.path("inputs");
    return inputs.isArray() && inputs.path(0).has("name");
  }

  /**
   * The request that the shorthand stands for.
   *
   * @throws ApiException if the names are not the model's, or the lists of a value differ in length
   */
  public static JsonNode complete(JsonNode shorthand, List<TensorSpec> specs) {
    var request = Json.MAPPER.createObjectNode();
    var inputs = request.putArray("inputs");
    shorthand.properties().forEach(given -> {
      var spec = spec(given.getKey(), specs);
      var shape = shape(spec, given.getValue());
      var input = inputs.addObject();
      input.put("name", spec.name());
      input.put("datatype", spec.type().name());
      shape.forEach(input.putArray("shape")::add);
      input.set(
          "data",
          given.getValue().isArray()
              ? given.getValue()
              : Json.MAPPER.createArrayNode().add(given.getValue()));
    });
    return request;
  }

  private static TensorSpec spec(String name, List<TensorSpec> specs) {
    return specs.stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new ApiException(
            "the model has no input \"%s\"; it takes %s".formatted(name, ModelInfo.joined(specs)),
            null));
  }

  // One row may be written without the axis of rows around it.
  private static List<Long> shape(TensorSpec spec, JsonNode value) {
    var shape = measured(spec.name(), value);
    boolean lacksRows =
        shape.size() == spec.shape().rank() - 1 && spec.shape().accepts(withRow(shape));
    return lacksRows ? LongStream.of(withRow(shape).dims()).boxed().toList() : shape;
  }

  private static Shape withRow(List<Long> shape) {
    return Shape.of(LongStream.concat(LongStream.of(1), shape.stream().mapToLong(Long::longValue))
        .toArray());
  }

  // The first value of each list finds the axes; the others have to have the same.
  private static List<Long> measured(String name, JsonNode value) {
    var shape = new ArrayList<Long>();
    for (var first = value; first.isArray(); first = first.path(0)) {
      shape.add((long) first.size());
    }
    if (!fits(value, shape)) {
      throw new ApiException(
          "input \"%s\": its lists differ in length or depth".formatted(name), null);
    }
    return shape;
  }

  private static boolean fits(JsonNode value, List<Long> shape) {
    if (shape.isEmpty() || !value.isArray()) {
      return shape.isEmpty() && !value.isArray();
    }
    var rest = shape.subList(1, shape.size());
    return value.size() == shape.get(0) && value.valueStream().allMatch(part -> fits(part, rest));
  }
}
