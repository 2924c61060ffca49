package io.millrace.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.http.Api;
import io.millrace.launcher.http.EventStream;
import io.millrace.launcher.http.EventStream.Event;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.model.qoa.WindowResult.Finality;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows that are on a real log, over HTTP: asked for, and as they come. */
class WindowsIT {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir
  static Path folder;

  private static @Nullable Millrace running;

  @BeforeAll
  static void start() throws Exception {
    running = Millrace.start(folder);
  }

  @AfterAll
  static void stop() {
    millrace().close();
  }

  private static Millrace millrace() {
    return Objects.requireNonNull(running);
  }

  private static WindowResult window(String application, String instance, int minute) {
    var start = NOON.plusSeconds(60L * minute);
    return new WindowResult(
        application,
        "detect",
        instance,
        "response_time",
        WindowKind.TUMBLING,
        start,
        start.plusSeconds(60),
        Summary.of(minute, minute + 1),
        0,
        0,
        Finality.FINAL);
  }

  /** Writes all of them in one transaction, or none. */
  private static void write(boolean commit, List<WindowResult> windows) {
    var topic = millrace().pipeline.topics().windows();
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of(
            "bootstrap.servers", millrace().kafka.bootstrap(), "transactional.id", "windows-it"),
        new StringSerializer(),
        topic.values().serializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      windows.forEach(
          window -> producer.send(new ProducerRecord<>(topic.name(), window.seriesKey(), window)));
      producer.flush();
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.abortTransaction();
      }
    }
  }

  private static Api api() {
    return new Api(URI.create("http://127.0.0.1:" + millrace().pipeline.httpPort()));
  }

  private static int count(String path) {
    return api().ask(path).json().path("windows").size();
  }

  /** What the next events are of: instance and minute. */
  private static List<String> read(EventStream stream, int events) throws IOException {
    var seen = new ArrayList<String>();
    for (int i = 0; i < events; i++) {
      seen.add(described(Objects.requireNonNull(
          stream.next(),
          () -> "the stream ended after "
              + seen.subList(Math.max(0, seen.size() - 3), seen.size()))));
    }
    return seen;
  }

  private static String described(Event event) {
    if (!event.type().equals("window")) {
      return event.type();
    }
    var window = Json.MAPPER.readTree(event.data());
    var start = Instant.parse(window.path("start").asString());
    return window.path("instance").asString()
        + (start.getEpochSecond() - NOON.getEpochSecond()) / 60;
  }

  @Test
  void committedWindows_canBeAskedFor_andAbortedOnesAreNone() {
    write(false, List.of(window("asked", "aborted", 0)));
    write(true, List.of(window("asked", "a", 0), window("asked", "b", 0), window("asked", "a", 1)));
    await().atMost(60, TimeUnit.SECONDS).until(() -> count("/qoa/asked/windows") == 3);
    assertThat(count("/qoa/asked/windows?rollup=instances")).isEqualTo(2);
    assertThat(count("/qoa/asked/windows?instance=aborted")).isZero();
    assertThat(api().ask("/qoa").json().path("applications").toString()).contains("\"asked\"");
    assertThat(api().ask("/qoa/askd/windows").reason()).contains("some have: asked");
    assertThat(api().ask("/qoa/asked/windows?limit=0").status()).isEqualTo(400);
    assertThat(api().post("/qoa/asked/windows", new byte[0]).status()).isEqualTo(405);
  }

  @Test
  void stream_givesWhatIsCommittedFromNowOn() throws Exception {
    write(true, List.of(window("streamed", "before", 0)));
    await().atMost(60, TimeUnit.SECONDS).until(() -> count("/qoa/streamed/windows") == 1);
    try (var all = api().events("/qoa/streamed/stream", null);
        var some = api().events("/qoa/streamed/stream?instance=b&kind=tumbling", null)) {
      write(false, List.of(window("streamed", "aborted", 1)));
      write(true, List.of(window("streamed", "a", 1), window("other", "x", 1)));
      write(true, List.of(window("streamed", "b", 1)));
      assertThat(read(all, 2)).containsExactly("a1", "b1");
      assertThat(read(some, 1)).containsExactly("b1");
    }
  }

  @Test
  void whoComesBack_missesNothing_fromMemoryOrFromTheLog() throws Exception {
    @Nullable String id;
    try (var stream = api().events("/qoa/resumed/stream", null)) {
      write(true, List.of(window("resumed", "a", 0)));
      assertThat(read(stream, 1)).containsExactly("a0");
      id = stream.lastId();
    }
    write(true, List.of(window("resumed", "a", 1)));
    try (var stream = api().events("/qoa/resumed/stream", id)) {
      write(true, List.of(window("resumed", "a", 2)));
      assertThat(read(stream, 2)).containsExactly("a1", "a2");
    }
    // More than is held in memory.
    write(
        true, IntStream.range(0, 3000).mapToObj(i -> window("resumed", "b", i)).toList());
    try (var stream = api().events("/qoa/resumed/stream", id)) {
      write(true, List.of(window("resumed", "a", 3)));
      var seen = read(stream, 3003);
      assertThat(seen).startsWith("a1", "a2").endsWith("a3").doesNotHaveDuplicates();
    }
    assertThat(api()
            .ask("/qoa/resumed/windows?instance=b&limit=1")
            .json()
            .path("more")
            .asBoolean())
        .isTrue();
  }

  /** More at once than any socket holds. */
  @Test
  void whoReadsNothingForAWhile_missesNothing() throws Exception {
    int many = 12_000;
    var padding = "x".repeat(1200);
    try (var stream = api().events("/qoa/paused/stream", null)) {
      write(
          true,
          IntStream.range(0, many).mapToObj(i -> window("paused", padding, i)).toList());
      awaitRead("paused", many - 1);
      assertThat(read(stream, many))
          .isEqualTo(IntStream.range(0, many).mapToObj(i -> padding + i).toList());
    }
  }

  @Test
  void whatTheLogHasNoMore_isToldAsAGap() throws Exception {
    @Nullable String id;
    try (var stream = api().events("/qoa/gone/stream", null)) {
      write(true, List.of(window("gone", "a", 0)));
      read(stream, 1);
      id = stream.lastId();
    }
    write(true, IntStream.range(1, 2000).mapToObj(i -> window("gone", "a", i)).toList());
    awaitRead("gone", 1999);
    truncate();
    try (var stream = api().events("/qoa/gone/stream", id)) {
      write(true, List.of(window("gone", "a", 2000)));
      var seen = read(stream, 1);
      while (seen.get(seen.size() - 1).equals("gap")) {
        seen.addAll(read(stream, 1));
      }
      assertThat(seen).startsWith("gap").endsWith("a2000");
    }
  }

  private static void awaitRead(String application, int minute) {
    var path = "/qoa/%s/windows?from=%s".formatted(application, NOON.plusSeconds(60L * minute));
    await().atMost(60, TimeUnit.SECONDS).until(() -> count(path) == 1);
  }

  private static void truncate() throws ExecutionException, InterruptedException {
    var name = millrace().pipeline.topics().windows().name();
    int partitions = millrace().pipeline.topics().windows().settings().partitions();
    try (var admin = Admin.create(Map.of("bootstrap.servers", millrace().kafka.bootstrap()))) {
      var all = new HashMap<TopicPartition, RecordsToDelete>();
      for (int i = 0; i < partitions; i++) {
        all.put(new TopicPartition(name, i), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(all).all().get();
    }
  }

  @Test
  void badIds_areRefused() {
    assertThatThrownBy(() -> api().events("/qoa/any/stream", "yesterday"))
        .hasMessageContaining("Last-Event-ID: \"yesterday\" is no id");
  }
}
