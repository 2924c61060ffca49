package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.reactivestreams.client.MongoClient;
import io.millrace.connectors.copy.CopyStage;
import io.millrace.connectors.copy.Selection;
import io.millrace.connectors.mongodb.MongoAddress;
import io.millrace.connectors.mongodb.RoheCollections;
import io.millrace.connectors.prometheus.Meters;
import io.millrace.launcher.ChildJvm;
import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.model.qoa.Summary;
import io.millrace.model.qoa.WindowKind;
import io.millrace.model.qoa.WindowResult;
import io.millrace.topology.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionTimeoutException;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Results leave a real log for documents, files, another topic and meters. */
class OutletsIT {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int WINDOWS = 10_000;

  @TempDir
  Path folder;

  @Test
  void windows_leaveByEveryWay_eachOnce_overARestart() throws Exception {
    var out = new OutConfig(
        "embedded:0",
        folder.resolve("documents"),
        false,
        null,
        null,
        Duration.ofSeconds(15),
        new OutConfig.Files(folder.resolve("out"), 1 << 20),
        new OutConfig.Copy("mine", new Selection(true, false, Set.of("app"))));
    Set<Document> before;
    try (var millrace = Millrace.start(folder.resolve("data"), EnumSet.allOf(Part.class), out)) {
      write(millrace, 0, 500);
      var mongo = mongodb(millrace);
      await().atMost(60, TimeUnit.SECONDS).until(() -> documents(mongo).size() == 500);
      await().atMost(60, TimeUnit.SECONDS).until(() -> csvLines() == 500);
      try (var copies = new CommittedLog(millrace.kafka.bootstrap(), copies(millrace))) {
        await().atMost(60, TimeUnit.SECONDS).until(() -> copies.read().records().size() >= 500);
        assertThat(copies.read().records()).hasSize(500);
      }
      before = documents(mongo);
    }
    try (var millrace = Millrace.start(folder.resolve("data"), EnumSet.allOf(Part.class), out)) {
      var mongo = mongodb(millrace);
      assertThat(documents(mongo)).isEqualTo(before);
      write(millrace, 500, 600);
      await().atMost(60, TimeUnit.SECONDS).until(() -> documents(mongo).size() == 600);
      assertThat(documents(mongo)).containsAll(before);
      await().atMost(60, TimeUnit.SECONDS).until(() -> csvLines() == 600);
    }
  }

  @Test
  void killedProjector_losesNoDocument_andChangesNone() throws Exception {
    try (var millrace = Millrace.start(folder.resolve("data"))) {
      write(millrace, 0, WINDOWS);
      String[] command = {
        "run",
        "mongodb",
        "--bootstrap",
        millrace.kafka.bootstrap(),
        "--data-dir",
        folder.resolve("projector").toString(),
        "--mongodb",
        "embedded:0"
      };
      for (int kill = 0; kill < 3; kill++) {
        try (var child = ChildJvm.millrace(folder.resolve("log-" + kill), command)) {
          int wanted = 1 + kill * 2000;
          awaitCount(child, count -> count >= wanted);
          child.kill();
        }
      }
      try (var child = ChildJvm.millrace(folder.resolve("log-last"), command)) {
        awaitCount(child, count -> count == WINDOWS);
        var documents = documents(address(child));
        var sums = new HashSet<Double>();
        documents.forEach(document -> sums.add(document.getDouble("sum")));
        assertThat(sums).hasSize(WINDOWS);
      }
    }
  }

  @Test
  void meters_areScrapedWhereSpringHasThem() throws Exception {
    try (var millrace = Millrace.start(folder.resolve("data")).withExample()) {
      for (int i = 0; i < 7; i++) {
        assertThat(millrace
                .post("/v2/models/machine-health/infer", Millrace.REQUEST)
                .statusCode())
            .isEqualTo(200);
      }
      assertThat(millrace.post("/v2/models/nothing/infer", Millrace.REQUEST).statusCode())
          .isEqualTo(404);
      write(millrace, 0, 20);
      await()
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> scrape(millrace).contains("millrace_windows_total{application=\"app\""));
      assertThat(scrape(millrace))
          .contains(
              "millrace_http_requests_total{code=\"OK\",model=\"machine-health\",version=\"1\"} 7.0",
              "millrace_http_requests_total{code=\"UNKNOWN_MODEL\",model=\"\",version=\"\"} 1.0",
              "millrace_results_total{code=\"OK\",model=\"machine-health\",version=\"1\"} 7.0",
              "millrace_stage_state{stage=\"inference\",state=\"RUNNING\"} 1.0",
              "millrace_stage_lag_records{stage=\"inference\",topic=\"millrace.prediction.requests\"} 0.0")
          .doesNotContain("topic=\"millrace_");
    }
  }

  private static String mongodb(Millrace millrace) {
    return Objects.requireNonNull(millrace.pipeline.outlets().places().get("mongodb"));
  }

  private static Topic<byte[], byte[]> copies(Millrace millrace) {
    return new CopyStage(millrace.pipeline.topics(), "mine", Selection.ALL).target();
  }

  private static String scrape(Millrace millrace) throws IOException, InterruptedException {
    return millrace.get(Meters.PATH).body();
  }

  private static void write(Millrace millrace, int from, int to) {
    var topic = millrace.pipeline.topics().windows();
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", millrace.kafka.bootstrap()),
        new StringSerializer(),
        topic.values().serializer())) {
      for (int i = from; i < to; i++) {
        var window = window(i);
        producer.send(new ProducerRecord<>(topic.name(), window.seriesKey(), window));
      }
    }
  }

  private static WindowResult window(int i) {
    return new WindowResult(
        "app",
        "s" + i % 7,
        null,
        "delay",
        WindowKind.TUMBLING,
        NOON.plusSeconds(60L * i),
        NOON.plusSeconds(60L * i + 60),
        Summary.of(i),
        0,
        0,
        WindowResult.Finality.FINAL);
  }

  private long csvLines() throws IOException {
    try (var files = Files.list(folder.resolve("out"))) {
      long lines = 0;
      for (var file : files.filter(f -> f.toString().endsWith(".jsonl")).toList()) {
        lines += new String(Files.readAllBytes(file), UTF_8).lines().count();
      }
      return lines;
    }
  }

  /** Whatever goes wrong in the child stands in its output. */
  private static void awaitCount(ChildJvm child, LongPredicate enough) throws IOException {
    try {
      await()
          .atMost(90, TimeUnit.SECONDS)
          .pollInterval(250, TimeUnit.MILLISECONDS)
          .ignoreExceptions()
          .until(() -> enough.test(count(child)));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(child.output(), e);
    }
  }

  private static long count(ChildJvm child) throws IOException {
    if (!child.output().contains("ready")) {
      return 0;
    }
    try (MongoClient client = MongoAddress.parse(address(child)).open()) {
      var windows = client.getDatabase(RoheCollections.DATABASE).getCollection("windows");
      return Objects.requireNonNull(
          Mono.from(windows.countDocuments()).block(Duration.ofSeconds(60)));
    }
  }

  /** Where the child says that its documents are. */
  private static String address(ChildJvm child) throws IOException {
    return child
        .output()
        .lines()
        .filter(line -> line.startsWith("mongodb") && line.contains("mongodb://"))
        .map(line -> line.substring(line.indexOf("mongodb://")))
        .findFirst()
        .orElseThrow();
  }

  private static Set<Document> documents(String address) {
    try (MongoClient client = MongoAddress.parse(address).open()) {
      var windows = client.getDatabase(RoheCollections.DATABASE).getCollection("windows");
      List<Document> all =
          Objects.requireNonNull(Flux.from(windows.find()).collectList().block());
      return new HashSet<>(all);
    }
  }
}
