package io.millrace.connectors.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.millrace.connectors.projection.Target.Refusal;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Mark;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Through the real driver into a real server that speaks the protocol. */
class MongoTargetTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir
  Path folder;

  private EmbeddedMongo mongo;
  private MongoTarget target;
  private MongoClient client;
  private long offset;

  @BeforeEach
  void start() {
    mongo = EmbeddedMongo.start(folder, 0);
    var address = MongoAddress.parse(mongo.address());
    client = address.open();
    target = new MongoTarget(
        address.open(), address.database(), RoheCollections.of(TOPICS, true), mongo);
  }

  @AfterEach
  void stop() {
    target.close();
    client.close();
    mongo.close();
  }

  @Test
  void window_isADocument_underTheNamesOfRohe() {
    assertThat(write(List.of(window(window("s", 0, WindowResult.Finality.FINAL, 1, 2, 6)))))
        .isEmpty();
    var document = all("windows").get(0);
    assertThat(document)
        .containsEntry("application_name", "app")
        .containsEntry("stage_id", "s")
        .containsEntry("instance_id", null)
        .containsEntry("metric", "response_time")
        .containsEntry("timestamp", NOON.plusSeconds(60).getEpochSecond() * 1.0)
        .containsEntry("count", 3L)
        .containsEntry("sum", 9.0)
        .containsEntry("mean", 3.0)
        .containsEntry("min", 1.0)
        .containsEntry("max", 6.0)
        .containsEntry("late", 4L)
        .containsEntry("missing", 5L)
        .containsEntry("final", true);
    var quantiles = document.get("quantiles", new Document());
    assertThat(quantiles.getDouble("p50"))
        .isCloseTo(2.0, org.assertj.core.data.Percentage.withPercentage(1.1));
    var span = document.get("window", new Document());
    assertThat(span.getDate("start").toInstant()).isEqualTo(NOON);
    assertThat(span.getDate("end").toInstant()).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void emptyWindow_hasNoExtremes() {
    write(List.of(window(window("s", 0, WindowResult.Finality.FINAL))));
    assertThat(all("windows").get(0))
        .containsEntry("count", 0L)
        .containsEntry("min", null)
        .containsEntry("mean", null);
  }

  @Test
  void finalResult_takesThePlaceOfTheProvisionalOne_evenWithinABatch() {
    var early = window(window("s", 0, WindowResult.Finality.PROVISIONAL, 1));
    var last = window(window("s", 0, WindowResult.Finality.FINAL, 1, 2));
    write(List.of(early, last));
    assertThat(all("windows"))
        .singleElement()
        .satisfies(document ->
            assertThat(document).containsEntry("count", 2L).containsEntry("final", true));
  }

  @Test
  void tenThousandWindows_writtenAgainInOtherBatches_areTheSameDocuments() {
    var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (int i = 0; i < 10_000; i++) {
      records.add(window(window("stage-" + i % 10, i / 10, WindowResult.Finality.FINAL, i)));
    }
    for (int i = 0; i < records.size(); i += 1000) {
      assertThat(write(records.subList(i, i + 1000))).isEmpty();
    }
    var before = all("windows");
    assertThat(before).hasSize(10_000);
    var sums = new HashSet<Double>();
    before.forEach(document -> sums.add(document.getDouble("sum")));
    assertThat(sums).hasSize(10_000);
    write(records.subList(2500, 7500));
    assertThat(new HashSet<>(all("windows"))).isEqualTo(new HashSet<>(before));
  }

  @Test
  void registryEntry_standsByItsKey_andGoesWhenItIsTakenBack() {
    var topic = TOPICS.contracts().name();
    var entry = """
        {"key":"c1","epoch":2,"changed":"2026-03-01T12:00:00Z","lastCommand":{"commandId":"x"},
         "value":{"contract_id":"c1","tenant_id":"t","limit":0.5}}""";
    assertThat(
            write(List.of(json(topic, "c1", entry), json(topic, "c2", entry.replace("c1", "c2")))))
        .isEmpty();
    var kept = byId("contracts", "c1");
    assertThat(kept)
        .containsEntry("_id", "c1")
        .containsEntry("contract_id", "c1")
        .containsEntry("limit", 0.5);
    assertThat(kept.get("registry", new Document()).getInteger("epoch")).isEqualTo(2);
    var withdrawn = "{\"key\":\"c1\",\"epoch\":3,\"lastCommand\":{\"commandId\":\"y\"}}";
    write(List.of(json(topic, "c1", withdrawn), json(topic, "c2", null)));
    assertThat(all("contracts")).isEmpty();
  }

  @Test
  void violation_isOneDocumentForItsBeginning_andOneForItsEnd() {
    var topic = TOPICS.prefix() + "qoa.violations";
    write(List.of(
        json(topic, "k", "{\"event_id\":\"e\",\"event\":\"opened\",\"actual_value\":1.5}"),
        json(topic, "k", "{\"event_id\":\"e\",\"event\":\"recovered\",\"actual_value\":0.5}"),
        json(topic, "k", "{\"event_id\":\"e\",\"event\":\"opened\",\"actual_value\":1.5}")));
    assertThat(all("violations"))
        .extracting(document -> document.get("_id"), document -> document.get("actual_value"))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("e/opened", 1.5),
            org.assertj.core.groups.Tuple.tuple("e/recovered", 0.5));
  }

  @Test
  void badRecords_areRefusedOneByOne_withTheReason() {
    var topic = TOPICS.windows().name();
    var huge = "{\"text\":\"" + "x".repeat(17 << 20) + "\"}";
    var refused = write(List.of(
        json(topic, "k", "[1]"),
        window(window("good", 0, WindowResult.Finality.FINAL, 1)),
        json(TOPICS.models().name(), "m", huge),
        json(TOPICS.prefix() + "qoa.violations", "k", "{\"event_id\":7}"),
        json(TOPICS.models().name(), "n", "{\"$set\":{}}")));
    assertThat(refused).hasSize(4);
    assertThat(refused.get(0).reason()).contains("\"windows\"", "no WindowResult");
    assertThat(refused.get(1).reason()).contains("\"models\"", "MongoDB takes 16777216");
    assertThat(refused.get(2).reason()).contains("event_id: a text is wanted, not 7");
    assertThat(refused.get(3).reason()).contains("\"models\"", "the field \"$set\"");
    assertThat(all("windows")).hasSize(1);
  }

  @Test
  void whatTheServerRefuses_isRefusedAlone() {
    var models = collection("models");
    Mono.from(models.createIndex(Indexes.ascending("sha256"), new IndexOptions().unique(true)))
        .block();
    var topic = TOPICS.models().name();
    var refused = write(List.of(
        json(topic, "a", "{\"sha256\":\"1\"}"),
        json(topic, "b", "{\"sha256\":\"1\"}"),
        json(topic, "c", "{\"sha256\":\"2\"}")));
    assertThat(refused).singleElement().satisfies(one -> {
      assertThat(one.record().key()).isEqualTo("b".getBytes(UTF_8));
      assertThat(one.reason()).contains("\"models\"", "duplicate key");
    });
    assertThat(all("models")).extracting(d -> d.get("_id")).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void marks_areNoDocuments() {
    var headers = new RecordHeaders();
    Mark.record("t", 0, 5).headers().forEach(headers::add);
    var mark = new ConsumerRecord<byte[], byte[]>(
        TOPICS.windows().name(),
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        -1,
        -1,
        null,
        null,
        headers,
        Optional.empty());
    assertThat(write(List.of(mark))).isEmpty();
    assertThat(all("windows")).isEmpty();
  }

  @Test
  void away_failsTheBatch_andBackAgain_takesIt() {
    var record = window(window("s", 0, WindowResult.Finality.FINAL, 1));
    write(List.of(record));
    int port = MongoAddressTest.port(mongo.address());
    mongo.close();
    var impatient =
        MongoAddress.parse("mongodb://127.0.0.1:%d/?serverSelectionTimeoutMS=300".formatted(port));
    try (var other = new MongoTarget(
        impatient.open(), impatient.database(), RoheCollections.of(TOPICS, false), Upkeep.NONE)) {
      assertThatThrownBy(() -> other.write(List.of(record)).block())
          .isInstanceOf(MongoException.class);
      mongo = EmbeddedMongo.start(folder, port);
      assertThat(all("windows")).as("kept in its file").hasSize(1);
      var next = window(window("s", 1, WindowResult.Finality.FINAL, 1));
      assertThat(Objects.requireNonNull(other.write(List.of(record, next)).block()))
          .isEmpty();
      assertThat(all("windows")).hasSize(2);
    }
  }

  private List<Refusal> write(List<ConsumerRecord<byte[], byte[]>> records) {
    return Objects.requireNonNull(target.write(records).block());
  }

  private MongoCollection<Document> collection(String name) {
    return client.getDatabase(RoheCollections.DATABASE).getCollection(name);
  }

  private List<Document> all(String collection) {
    return Objects.requireNonNull(
        Flux.from(collection(collection).find()).collectList().block());
  }

  private Document byId(String collection, String id) {
    return all(collection).stream()
        .filter(d -> id.equals(d.get("_id")))
        .findAny()
        .orElseThrow();
  }

  private static WindowResult window(
      String stage, long minute, WindowResult.Finality finality, double... values) {
    return new WindowResult(
        "app",
        stage,
        null,
        "response_time",
        WindowKind.TUMBLING,
        NOON.plusSeconds(60 * minute),
        NOON.plusSeconds(60 * (minute + 1)),
        Summary.of(values),
        4,
        5,
        finality);
  }

  private ConsumerRecord<byte[], byte[]> window(WindowResult window) {
    var topic = TOPICS.windows();
    return record(
        topic.name(),
        window.seriesKey(),
        topic.values().serializer().serialize(topic.name(), window));
  }

  private ConsumerRecord<byte[], byte[]> json(String topic, String key, @Nullable String json) {
    return record(topic, key, json == null ? null : json.getBytes(UTF_8));
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, String key, byte @Nullable [] value) {
    return new ConsumerRecord<>(topic, 0, offset++, key.getBytes(UTF_8), value);
  }
}
