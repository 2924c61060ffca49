package io.millrace.topology.serde.contract;

import io.millrace.topology.serde.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Pieces of JSON trees that several forms share. */
final class Tree {
  private Tree() {}

  /** Adds what this version did not know when it read the object. */
  static void addMore(Map<String, Object> more, ObjectNode node) {
    more.forEach((name, value) -> {
      if (!node.has(name)) {
        node.set(name, Json.MAPPER.valueToTree(value));
      }
    });
  }

  /** Adds the text of the value; nothing where there is none. */
  static void put(ObjectNode node, String name, @Nullable Object value) {
    if (value != null) {
      node.put(name, value.toString());
    }
  }
}
