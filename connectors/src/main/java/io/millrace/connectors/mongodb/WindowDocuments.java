package io.millrace.connectors.mongodb;

import static io.millrace.connectors.mongodb.BsonTrees.count;
import static io.millrace.connectors.mongodb.BsonTrees.finite;
import static io.millrace.connectors.mongodb.BsonTrees.text;

import io.millrace.connectors.mongodb.CollectionProjection.Change;
import io.millrace.connectors.mongodb.CollectionProjection.Documents;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * A document for each window of each series; a later result of the same window takes its place. The names of application,
 * stage and instance, and {@code timestamp} in seconds (here the window's end), are those of ROHE's reports.
 */
final class WindowDocuments implements Documents {
  private static final double MILLIS = 1000;
  private static final Map<String, Double> QUANTILES =
      new TreeMap<>(Map.of("p50", 0.5, "p90", 0.9, "p95", 0.95, "p99", 0.99, "p999", 0.999));

  private final Deserializer<WindowResult> windows;

  WindowDocuments(Deserializer<WindowResult> windows) {
    this.windows = windows;
  }

  @Override
  public @Nullable Change read(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return null;
    }
    var window = windows.deserialize(record.topic(), record.value());
    return Change.put(id(window), document(window));
  }

  private static BsonString id(WindowResult window) {
    return new BsonString(
        "%s/%s/%s/%s".formatted(window.seriesKey(), kind(window), window.start(), window.end()));
  }

  private static BsonDocument document(WindowResult window) {
    var values = window.values();
    return new BsonDocument("application_name", text(window.application()))
        .append("stage_id", text(window.stage()))
        .append("instance_id", text(window.instance()))
        .append("metric", text(window.metric()))
        .append("timestamp", new BsonDouble(window.end().toEpochMilli() / MILLIS))
        .append("window", span(window))
        .append("count", count(values.count()))
        .append("sum", finite(values.sum()))
        .append("min", finite(values.min()))
        .append("max", finite(values.max()))
        .append("mean", finite(values.mean()))
        .append("deviation", finite(values.deviation()))
        .append("quantiles", quantiles(values))
        .append("late", count(window.late()))
        .append("missing", count(window.missing()))
        .append("final", BsonBoolean.valueOf(window.finality() == WindowResult.Finality.FINAL));
  }

  private static BsonDocument span(WindowResult window) {
    var length = Duration.between(window.start(), window.end());
    return new BsonDocument("kind", text(kind(window)))
        .append("start", time(window.start()))
        .append("end", time(window.end()))
        .append("seconds", new BsonDouble(length.toMillis() / MILLIS));
  }

  private static String kind(WindowResult window) {
    return window.kind().name().toLowerCase(Locale.ROOT);
  }

  private static BsonDateTime time(Instant instant) {
    return new BsonDateTime(instant.toEpochMilli());
  }

  private static BsonDocument quantiles(Summary values) {
    var document = new BsonDocument();
    QUANTILES.forEach((name, q) -> document.append(name, finite(values.quantile(q))));
    return document;
  }
}
