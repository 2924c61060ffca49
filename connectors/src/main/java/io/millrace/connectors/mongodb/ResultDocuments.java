package io.millrace.connectors.mongodb;

import static io.millrace.connectors.mongodb.BsonTrees.text;

import io.millrace.connectors.mongodb.CollectionProjection.Change;
import io.millrace.connectors.mongodb.CollectionProjection.Documents;
import io.millrace.model.InferenceResult;
import io.millrace.topology.serde.OipJson;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * A document for each result of a prediction, under its place on the log: two requests may have one id, and each has its
 * result.
 */
final class ResultDocuments implements Documents {
  private final Deserializer<InferenceResult> results;

  ResultDocuments(Deserializer<InferenceResult> results) {
    this.results = results;
  }

  @Override
  public @Nullable Change read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    var result = results.deserialize(record.topic(), record.headers(), record.value());
    var id = new BsonString("%d-%d".formatted(record.partition(), record.offset()));
    var document = result instanceof InferenceResult.Answered answered
        ? answer(answered)
        : failure((InferenceResult.Failed) result);
    return Change.put(
        id,
        document
            .append("request_id", text(result.id().value()))
            .append("time", new BsonDateTime(record.timestamp())));
  }

  private static BsonDocument answer(InferenceResult.Answered answered) {
    var written = BsonTrees.document(BsonTrees.parse(OipJson.writeAnswer(answered)));
    written.remove("id");
    return written.append("outcome", text("OK"));
  }

  private static BsonDocument failure(InferenceResult.Failed failed) {
    return new BsonDocument("model_name", text(failed.model()))
        .append("model_version", text(failed.version()))
        .append("outcome", text(failed.code().name()))
        .append("error", text(failed.reason()));
  }
}
