package io.millrace.connectors.celery.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.value.Value;

/** Values in MessagePack. */
final class MessagePackBody {
  private static final int DEEPEST = 500;

  private MessagePackBody() {}

  static @Nullable Object read(byte[] bytes) {
    try (var in = MessagePack.newDefaultUnpacker(bytes)) {
      var value = java(in.unpackValue(), 0);
      if (in.hasNext()) {
        throw UnreadableMessageException.undecodable(
            "the body goes on after its MessagePack value", null);
      }
      return TypedValues.read(value);
    } catch (IOException | MessagePackException e) {
      throw UnreadableMessageException.undecodable(
          "the body is not MessagePack: %s".formatted(e.getMessage()), e);
    }
  }

  private static @Nullable Object java(Value value, int depth) {
    if (depth > DEEPEST) {
      throw UnreadableMessageException.undecodable(
          "the body is nested deeper than %d".formatted(DEEPEST), null);
    }
    return switch (value.getValueType()) {
      case NIL -> null;
      case BOOLEAN -> value.asBooleanValue().getBoolean();
      case INTEGER ->
        value.asIntegerValue().isInLongRange()
            ? (Object) value.asIntegerValue().asLong()
            : value.asIntegerValue().asBigInteger();
      case FLOAT -> value.asFloatValue().toDouble();
      case STRING -> value.asStringValue().asString();
      case BINARY -> value.asBinaryValue().asByteArray();
      case ARRAY -> list(value, depth);
      case MAP -> map(value, depth);
      case EXTENSION ->
        throw UnreadableMessageException.undecodable(
            "MessagePack's extension type %d is not read here"
                .formatted(value.asExtensionValue().getType()),
            null);
    };
  }

  private static Object list(Value value, int depth) {
    var list = new ArrayList<@Nullable Object>();
    for (var one : value.asArrayValue()) {
      list.add(java(one, depth + 1));
    }
    return list;
  }

  private static Object map(Value value, int depth) {
    var map = new LinkedHashMap<String, @Nullable Object>();
    for (var entry : value.asMapValue().entrySet()) {
      map.put(String.valueOf(java(entry.getKey(), depth + 1)), java(entry.getValue(), depth + 1));
    }
    return map;
  }
}
