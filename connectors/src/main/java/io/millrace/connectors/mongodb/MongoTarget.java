package io.millrace.connectors.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.millrace.connectors.mongodb.CollectionProjection.Change;
import io.millrace.connectors.projection.Target;
import io.millrace.topology.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.BsonDocument;
import org.bson.BsonMaximumSizeExceededException;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts documents into MongoDB: for each batch and collection one bulk of upserts, of each document only its last form in
 * the batch. A document is replaced as a whole under an id that its record gives, so writing again changes nothing.
 */
public final class MongoTarget implements Target {
  private static final int LARGEST_DOCUMENT = 16 << 20;
  // Beyond all of the driver's own limits: an answer that is lost must not stop the projection.
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);
  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private final MongoDatabase database;
  private final Map<String, CollectionProjection> byTopic;
  private final Upkeep upkeep;
  private final AutoCloseable client;

  /**
   * @param client closed with this
   * @param upkeep called before and after each batch
   */
  public MongoTarget(
      MongoClient client, String database, List<CollectionProjection> projections, Upkeep upkeep) {
    this.client = client;
    this.database = client.getDatabase(database);
    this.byTopic = projections.stream()
        .collect(Collectors.toMap(CollectionProjection::topic, Function.identity()));
    this.upkeep = upkeep;
  }

  /** A write and the record that wants it. */
  private record Write(ConsumerRecord<byte[], byte[]> record, WriteModel<RawBsonDocument> model) {}

  @Override
  public Mono<List<Refusal>> write(List<ConsumerRecord<byte[], byte[]>> batch) {
    return Mono.defer(() -> {
      upkeep.ready();
      var refusals = new ArrayList<Refusal>();
      return Flux.fromIterable(plan(batch, refusals).entrySet())
          .concatMap(entry -> bulk(entry.getKey(), entry.getValue()))
          .concatWith(Mono.fromRunnable(upkeep::save))
          .collectList()
          .map(refused -> {
            refused.forEach(refusals::addAll);
            return List.copyOf(refusals);
          });
    });
  }

  /** By collection, the last write of each document. */
  private Map<String, List<Write>> plan(
      List<ConsumerRecord<byte[], byte[]>> batch, List<Refusal> refusals) {
    var plan = new LinkedHashMap<String, Map<BsonValue, Write>>();
    for (var record : batch) {
      var projection = byTopic.get(record.topic());
      if (projection == null || isMark(record)) {
        continue;
      }
      try {
        var change = projection.documents().read(record);
        if (change != null) {
          var write = new Write(record, model(change));
          plan.computeIfAbsent(projection.collection(), c -> new LinkedHashMap<>())
              .put(change.id(), write);
        }
      } catch (RuntimeException e) {
        // Whatever cannot be made of a record, the others are written.
        refusals.add(new Refusal(record, reason(projection, e)));
      }
    }
    var writes = new LinkedHashMap<String, List<Write>>();
    plan.forEach((collection, byId) -> writes.put(collection, List.copyOf(byId.values())));
    return writes;
  }

  private static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null && Mark.time(record.headers()) != null;
  }

  private static String reason(CollectionProjection projection, RuntimeException e) {
    return "no document for the collection \"%s\": %s"
        .formatted(projection.collection(), e.getMessage() == null ? e : e.getMessage());
  }

  private static WriteModel<RawBsonDocument> model(Change change) {
    var sameId = Filters.eq("_id", change.id());
    if (change.document() == null) {
      return new DeleteOneModel<>(sameId);
    }
    requireNames(change.document());
    // Encoded once, here: what is too large fails alone, and not with its whole bulk.
    var document = new RawBsonDocument(change.document(), CODEC);
    int bytes = document.getByteBuffer().remaining();
    if (bytes > LARGEST_DOCUMENT) {
      throw new BsonMaximumSizeExceededException(
          "the document has %d bytes; MongoDB takes %d".formatted(bytes, LARGEST_DOCUMENT));
    }
    return new ReplaceOneModel<>(sameId, document, UPSERT);
  }

  // The driver refuses such a name while it encodes a bulk, and then never answers.
  private static void requireNames(BsonDocument document) {
    for (var name : document.keySet()) {
      if (name.startsWith("$")) {
        throw new IllegalArgumentException(
            "the field \"%s\" begins with a sign that MongoDB keeps for itself".formatted(name));
      }
    }
  }

  private Mono<List<Refusal>> bulk(String collection, List<Write> writes) {
    var models = writes.stream().map(Write::model).toList();
    return Mono.from(
            database.getCollection(collection, RawBsonDocument.class).bulkWrite(models, ANY_ORDER))
        .timeout(PATIENCE)
        .map(written -> List.<Refusal>of())
        .onErrorResume(failure -> afterFailure(collection, writes, failure));
  }

  /** What the server refuses of a bulk is taken out of it; where it does not say which, the bulk is halved. */
  private Mono<List<Refusal>> afterFailure(
      String collection, List<Write> writes, Throwable failure) {
    if (failure instanceof MongoBulkWriteException bulk && MongoFailures.namesRefused(bulk)) {
      return Mono.just(bulk.getWriteErrors().stream()
          .map(error -> refusal(writes.get(error.getIndex()), collection, error.getMessage()))
          .toList());
    }
    if (!MongoFailures.isRefusal(failure)) {
      return Mono.error(failure);
    }
    if (writes.size() == 1) {
      return Mono.just(List.of(refusal(writes.get(0), collection, failure.getMessage())));
    }
    int half = writes.size() / 2;
    return bulk(collection, writes.subList(0, half))
        .flatMap(first -> bulk(collection, writes.subList(half, writes.size()))
            .map(second -> joined(first, second)));
  }

  private static List<Refusal> joined(List<Refusal> first, List<Refusal> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static Refusal refusal(Write write, String collection, @Nullable String why) {
    return new Refusal(
        write.record(),
        "MongoDB refuses it in the collection \"%s\": %s".formatted(collection, why));
  }

  @Override
  public void close() {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing the client of MongoDB", e);
    }
  }

  @Override
  public String toString() {
    return "MongoTarget{%s}".formatted(database.getName());
  }
}
