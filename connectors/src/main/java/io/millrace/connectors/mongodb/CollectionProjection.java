package io.millrace.connectors.mongodb;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a topic become documents of a collection.
 *
 * @param topic its full name
 * @param collection the documents' place
 * @param documents what becomes of each record
 */
public record CollectionProjection(String topic, String collection, Documents documents) {

  /** Says which document a record is about, and what it says of it. The same record always gives the same. */
  public interface Documents {
    /**
     * Reads a record.
     *
     * @return null: the record says nothing that is kept
     * @throws RuntimeException if the record cannot be read; its message is the reason
     */
    @Nullable
    Change read(ConsumerRecord<byte[], byte[]> record);
  }

  /**
   * What a record does to a document.
   *
   * @param id of the document
   * @param document that is put in its place, with this {@code _id}; null: it is taken away
   */
  public record Change(BsonValue id, @Nullable BsonDocument document) {
    /** Puts the document, under the id. */
    public static Change put(BsonValue id, BsonDocument document) {
      var whole = new BsonDocument("_id", id);
      whole.putAll(document);
      whole.put("_id", id);
      return new Change(id, whole);
    }

    public static Change delete(BsonValue id) {
      return new Change(id, null);
    }
  }
}
