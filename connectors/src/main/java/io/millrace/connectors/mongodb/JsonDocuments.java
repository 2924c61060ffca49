package io.millrace.connectors.mongodb;

import io.millrace.connectors.mongodb.CollectionProjection.Change;
import io.millrace.connectors.mongodb.CollectionProjection.Documents;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Documents of topics whose records are JSON objects.
 *
 * <ul>
 *   <li>{@link #byKey}: one document a key, with the record's fields; a tombstone takes it away.
 *   <li>{@link #registry}: the same for a registry's topic; the value's own fields stand on top, what the registry says of
 *       it under {@code registry}.
 *   <li>{@link #byFields}: one document for each combination of some fields.
 *   <li>{@link #decisions}: one document for each decision of a pool's command.
 * </ul>
 */
final class JsonDocuments {
  private static final String VALUE = "value";

  private JsonDocuments() {}

  static Documents byKey() {
    return record -> {
      var id = BsonTrees.key(record.key());
      return record.value() == null
          ? Change.delete(id)
          : Change.put(id, BsonTrees.document(BsonTrees.parse(record.value())));
    };
  }

  static Documents registry() {
    return record -> {
      var id = BsonTrees.key(record.key());
      return record.value() == null
          ? Change.delete(id)
          : entry(id, BsonTrees.parse(record.value()));
    };
  }

  // Of what was taken back nothing stays but its history, which is on the log.
  private static Change entry(BsonString id, JsonNode entry) {
    if (!entry.has("lastCommand")) {
      return Change.put(id, BsonTrees.document(entry));
    }
    var value = entry.get(VALUE);
    if (value == null || !value.isObject()) {
      return Change.delete(id);
    }
    var document = BsonTrees.document(value);
    var registry = BsonTrees.document(entry);
    registry.remove(VALUE);
    document.put("registry", registry);
    return Change.put(id, document);
  }

  static Documents byFields(String... names) {
    return record -> record.value() == null ? null : named(record, names);
  }

  static Documents decisions() {
    return record -> record.value() == null ? null : decision(record);
  }

  // The same decision, made again, has the same stamp. What could not be read has no version, and
  // the id of its place on the log.
  private static Change decision(ConsumerRecord<byte[], byte[]> record) {
    var fields = BsonTrees.parse(record.value());
    var stamp = fields.path("stamp");
    var id = "%s/%d/%d/%s"
        .formatted(
            BsonTrees.key(record.key()).getValue(),
            stamp.path("version").asLong(),
            stamp.path("number").asInt(),
            stamp.path("command").asString());
    return Change.put(new BsonString(id), BsonTrees.document(fields));
  }

  private static @Nullable Change named(ConsumerRecord<byte[], byte[]> record, String... names) {
    var fields = BsonTrees.parse(record.value());
    var id = new StringBuilder();
    for (var name : names) {
      var field = fields.get(name);
      if (field == null || !field.isString()) {
        throw new IllegalArgumentException("%s: a text is wanted, not %s".formatted(name, field));
      }
      id.append(id.isEmpty() ? "" : "/").append(field.stringValue());
    }
    BsonValue key = new BsonString(id.toString());
    return Change.put(key, BsonTrees.document(fields));
  }
}
