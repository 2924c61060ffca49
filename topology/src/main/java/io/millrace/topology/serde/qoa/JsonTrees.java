package io.millrace.topology.serde.qoa;

import io.millrace.model.qoa.WellFormed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as trees: read tolerantly, and turned into types of the JDK. */
final class JsonTrees {
  // What is deeper breaks the whole body off; what is not so deep is refused report by report.
  private static final int DEEPEST = 1000;
  private static final int SHOWN = 60;

  static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
          // Python writes NaN and Infinity; they are read so that they can be flagged.
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .streamReadConstraints(StreamReadConstraints.builder()
              .maxNestingDepth(DEEPEST)
              .maxStringLength(Integer.MAX_VALUE)
              .build())
          .build())
      // A body may hold several texts, one after the other.
      .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();

  private JsonTrees() {}

  /** As types of the JDK; numbers that are not finite become their names. */
  static @Nullable Object toJdk(JsonNode node) {
    if (node instanceof ObjectNode object) {
      return toMap(object);
    }
    if (node instanceof ArrayNode array) {
      var list = new ArrayList<@Nullable Object>(array.size());
      array.forEach(element -> list.add(toJdk(element)));
      return Collections.unmodifiableList(list);
    }
    if (node.isNumber()) {
      return toNumber(node);
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNull() ? null : node.asString();
  }

  private static Map<String, Object> toMap(ObjectNode object) {
    var map = new LinkedHashMap<String, Object>();
    object.properties().forEach(field -> map.put(field.getKey(), toJdk(field.getValue())));
    return Collections.unmodifiableMap(map);
  }

  private static Object toNumber(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
    }
    double value = node.doubleValue();
    return Double.isFinite(value) ? value : (Object) String.valueOf(value);
  }

  /** What is left of an object when its known fields have been taken, without what is empty or null. */
  static Map<String, Object> rest(ObjectNode object) {
    var kept = prune(object);
    return kept == null ? Map.of() : toMap((ObjectNode) kept);
  }

  private static @Nullable JsonNode prune(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.removeIf(field -> prune(field) == null);
      return object.isEmpty() ? null : object;
    }
    if (node instanceof ArrayNode array) {
      array.removeIf(element -> prune(element) == null);
      return array.isEmpty() ? null : array;
    }
    return node.isNull() ? null : node;
  }

  /** Whether objects and lists nest deeper than that. */
  static boolean isDeeper(JsonNode node, int most) {
    if (!node.isContainer()) {
      return false;
    }
    if (most == 0) {
      return true;
    }
    for (var child : node.values()) {
      if (isDeeper(child, most - 1)) {
        return true;
      }
    }
    return false;
  }

  /** A value for messages. */
  static String shown(JsonNode node) {
    if (node.isObject()) {
      return "an object";
    }
    if (node.isArray()) {
      return "a list";
    }
    return node.isString()
        ? "\"%s\"".formatted(WellFormed.shortened(node.asString(), SHOWN))
        : WellFormed.shortened(node.toString(), SHOWN);
  }

  /** The names of an object's fields, the first few of them. */
  static String names(ObjectNode object) {
    List<String> names = object.propertyNames().stream()
        .limit(8)
        .map(n -> WellFormed.shortened(n, 20))
        .toList();
    return String.join(", ", names) + (object.size() > names.size() ? ", …" : "");
  }
}
