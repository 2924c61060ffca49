package io.millrace.connectors.mongodb;

import io.millrace.topology.serde.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** JSON as BSON, value by value: nothing in it has a meaning of its own, as in MongoDB's extended JSON. */
final class BsonTrees {
  private BsonTrees() {}

  /** @throws IllegalArgumentException if these bytes are no JSON object */
  static JsonNode parse(byte[] json) {
    try {
      var node = Json.MAPPER.readTree(json);
      if (node.isObject()) {
        return node;
      }
      throw new IllegalArgumentException(
          "no JSON object but %s".formatted(node.getNodeType().name()));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  static BsonDocument document(JsonNode object) {
    var document = new BsonDocument();
    for (var field : object.properties()) {
      document.put(field.getKey(), value(field.getValue()));
    }
    return document;
  }

  private static BsonValue value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> document(node);
      case ARRAY -> array(node);
      case STRING -> new BsonString(node.stringValue());
      case BOOLEAN -> BsonBoolean.valueOf(node.booleanValue());
      case NUMBER -> number(node);
      case BINARY -> new BsonBinary(node.binaryValue());
      case NULL, MISSING, POJO -> BsonNull.VALUE;
    };
  }

  private static BsonArray array(JsonNode node) {
    var array = new BsonArray();
    node.forEach(element -> array.add(value(element)));
    return array;
  }

  private static BsonValue number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      return new BsonDouble(node.doubleValue());
    }
    if (node.canConvertToInt()) {
      return new BsonInt32(node.intValue());
    }
    return node.canConvertToLong() ? new BsonInt64(node.longValue()) : big(node.bigIntegerValue());
  }

  private static BsonValue big(BigInteger number) {
    try {
      return new BsonDecimal128(new Decimal128(new BigDecimal(number)));
    } catch (NumberFormatException e) {
      return new BsonDouble(number.doubleValue());
    }
  }

  /** A text, or null for none. */
  static BsonValue text(@Nullable String text) {
    return text == null ? BsonNull.VALUE : new BsonString(text);
  }

  /** A number, or null for what is none or infinite. */
  static BsonValue finite(double number) {
    return Double.isFinite(number) ? new BsonDouble(number) : BsonNull.VALUE;
  }

  /** A count, as a whole number. */
  static BsonValue count(long count) {
    return new BsonInt64(count);
  }

  /** A record's key, as the id of a document. */
  static BsonString key(byte @Nullable [] key) {
    if (key == null) {
      throw new IllegalArgumentException("the record has no key");
    }
    return new BsonString(new String(key, StandardCharsets.UTF_8));
  }
}
