package io.millrace.connectors.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.reactivestreams.client.MongoClient;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** A store whose file is closed by a failure, as by a save onto a full disk. */
class EmbeddedMongoTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);

  @TempDir
  Path folder;

  private EmbeddedMongo mongo;
  private MongoClient client;

  @BeforeEach
  void start() {
    mongo = EmbeddedMongo.start(folder, 0);
    client = MongoAddress.parse(mongo.address()).open();
  }

  @AfterEach
  void stop() {
    client.close();
    mongo.close();
  }

  /** Breaks the store once. */
  private final class Failing implements Upkeep {
    private final boolean beforeTheBatch;
    private boolean failed;

    Failing(boolean beforeTheBatch) {
      this.beforeTheBatch = beforeTheBatch;
    }

    @Override
    public void ready() {
      mongo.ready();
      fail(beforeTheBatch);
    }

    @Override
    public void save() {
      fail(!beforeTheBatch);
      mongo.save();
    }

    private void fail(boolean now) {
      if (now && !failed) {
        failed = true;
        mongo.breakStore();
      }
    }
  }

  @Test
  void saveThatFails_failsItsBatch_andTheNextTryIsKept() {
    write(mongo, "saved");
    var failing = new Failing(false);
    assertThatThrownBy(() -> write(failing, "a")).hasMessageContaining("were not saved");
    writeAgain(failing, "a");
    assertThat(ids()).containsExactlyInAnyOrder("saved", "a");
    var address = mongo.address();
    write(failing, "b");
    restart();
    assertThat(mongo.address()).isEqualTo(address);
    assertThat(ids()).containsExactlyInAnyOrder("saved", "a", "b");
  }

  @Test
  void storeThatCloses_refusesNoDocument() {
    var failing = new Failing(true);
    assertThatThrownBy(() -> write(failing, "a")).isInstanceOf(RuntimeException.class);
    writeAgain(failing, "a");
    assertThat(ids()).containsExactly("a");
  }

  @Test
  void fileThatCannotBeOpened_isTriedAgain() {
    write(mongo, "saved");
    int port = MongoAddressTest.port(mongo.address());
    for (int round = 0; round < 10; round++) {
      var knocking = new AtomicBoolean(true);
      var callers = CompletableFuture.runAsync(() -> knock(port, knocking));
      mongo.breakStore();
      var other = MVStore.open(folder.resolve("documents.mv").toString());
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> write(mongo, "a"))
            .hasMessageContaining(folder.toString())
            .hasMessageContaining("cannot be opened");
      }
      other.close();
      knocking.set(false);
      callers.join();
      mongo.ready();
    }
    writeAgain(mongo, "a");
    assertThat(ids()).containsExactlyInAnyOrder("saved", "a");
  }

  /** Connects without end: a connection that comes while the server stops must not hold up the next stop. */
  private static void knock(int port, AtomicBoolean knocking) {
    while (knocking.get()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(socket.isConnected()).isTrue();
      } catch (IOException e) {
        // Nobody listens at the moment.
      }
    }
  }

  private void write(Upkeep upkeep, String... ids) {
    var topic = TOPICS.models().name();
    var records = IntStream.range(0, ids.length)
        .mapToObj(i -> new ConsumerRecord<>(
            topic, 0, i, ids[i].getBytes(UTF_8), "{\"sha256\":\"1\"}".getBytes(UTF_8)))
        .toList();
    var address = MongoAddress.parse(mongo.address());
    try (var target = new MongoTarget(
        address.open(), address.database(), RoheCollections.of(TOPICS, false), upkeep)) {
      assertThat(Objects.requireNonNull(target.write(records).block())).isEmpty();
    }
  }

  /** As the projection does: a client that connects while the server is exchanged may hear nothing for a while. */
  private void writeAgain(Upkeep upkeep, String id) {
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
      write(upkeep, id);
      return true;
    });
  }

  private Set<String> ids() {
    var models = client.getDatabase(RoheCollections.DATABASE).getCollection("models");
    var all = Objects.requireNonNull(Flux.from(models.find()).collectList().block());
    return all.stream().map(document -> document.getString("_id")).collect(Collectors.toSet());
  }

  private void restart() {
    int port = MongoAddressTest.port(mongo.address());
    mongo.close();
    mongo = EmbeddedMongo.start(folder, port);
  }
}
