package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.model.contract.Violation;
import io.millrace.model.contract.Violation.Kind;
import io.millrace.model.qoa.QoaSample;
import io.millrace.topology.Topics;
import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract by HTTP, samples onto the log, and one violation and one recovery of each episode. */
class ContractsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CONTRACT = """
      {"tenant_id": "city", "pipeline_id": "cctv", "quality_slo": {"builtin_metrics": {
        "response_time": {"operator": "<=", "value": 0.3, "window": "200ms", "minimum_samples": 5,
          "action_on_violation": "reroute"}}}}""";

  @TempDir
  Path folder;

  private long clock;

  private final class Feed implements AutoCloseable {
    private final Topics topics;
    private final KafkaProducer<String, QoaSample> producer;

    Feed(Millrace millrace) {
      topics = millrace.pipeline.topics();
      var samples = topics.samples();
      producer = new KafkaProducer<>(
          Map.of("bootstrap.servers", millrace.kafka.bootstrap()),
          samples.keys().serializer(),
          samples.values().serializer());
    }

    /** So many values, 10 ms apart. */
    void send(int count, double value) {
      for (int i = 0; i < count; i++) {
        clock = Math.max(clock + 10, System.currentTimeMillis());
        var sample =
            new QoaSample("cctv", "detect", "cam-1", "response_time", value, clock, Map.of());
        producer.send(new ProducerRecord<>(topics.samples().name(), "cctv", sample));
      }
      producer.flush();
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static HttpResponse<String> put(Millrace millrace, String path, String json)
      throws IOException, InterruptedException {
    return millrace.send(HttpRequest.newBuilder(millrace.uri(path))
        .header("content-type", "application/json")
        .PUT(HttpRequest.BodyPublishers.ofString(json))
        .build());
  }

  private static List<Violation> violations(Millrace millrace, CommittedLog log) {
    var values = millrace.pipeline.topics().violations().values().deserializer();
    return log.read().records().stream()
        .map(record -> values.deserialize(record.topic(), record.value()))
        .toList();
  }

  private static void awaitCount(Millrace millrace, CommittedLog log, int count) {
    await().atMost(PATIENCE).until(() -> violations(millrace, log).size() >= count);
  }

  @Test
  void contractOfRohe_isPublished_violatedOnce_andRecoversOnce() throws Exception {
    try (var millrace = Millrace.start(
            folder.resolve("data"), EnumSet.of(Part.INGRESS, Part.INFERENCE), OutConfig.NONE);
        var log = new CommittedLog(
            millrace.kafka.bootstrap(), millrace.pipeline.topics().violations());
        var feed = new Feed(millrace)) {
      try (var first = MonitorProcess.runner(millrace.kafka.bootstrap(), folder.resolve("one"))) {
        first.start();
        first.awaitRunning(PATIENCE);
        var put = put(millrace, "/contracts/gold", CONTRACT);
        assertThat(put.statusCode()).as(put.body()).isEqualTo(200);
        assertThat(put(millrace, "/contracts/bad", "{\"quality_slo\": {}}").statusCode())
            .isEqualTo(400);
        feed.send(200, 0.5);
        awaitCount(millrace, log, 1);
      }
      // Another instance, which has to bring its state back from the log.
      try (var second = MonitorProcess.runner(millrace.kafka.bootstrap(), folder.resolve("two"))) {
        second.start();
        second.awaitRunning(PATIENCE);
        feed.send(200, 0.5);
        feed.send(40, 0.1);
        awaitCount(millrace, log, 2);
        assertViolation(violations(millrace, log));
        assertHttp(millrace);
      }
    }
  }

  private static void assertViolation(List<Violation> all) {
    assertThat(all).extracting(Violation::kind).containsExactly(Kind.OPENED, Kind.RECOVERED);
    var opened = all.get(0);
    assertThat(all.get(1).id()).isEqualTo(opened.id());
    assertThat(opened.id()).startsWith("gold/response_time/cctv/");
    assertThat(opened.of().metric()).isEqualTo("response_time");
    assertThat(opened.of().tenant()).isEqualTo("city");
    assertThat(opened.evidence().value()).isEqualTo(0.5);
    assertThat(opened.evidence().samples()).isEqualTo(5);
    assertThat(opened.evidence().condition()).hasToString("<= 0.3");
    assertThat(opened.evidence().window().length()).isEqualTo(Duration.ofMillis(200));
    assertThat(opened.severity()).hasToString("CRITICAL");
    assertThat(opened.recommendedAction()).hasToString("REROUTE");
    assertThat(all.get(1).evidence().value()).isLessThanOrEqualTo(0.3);
  }

  private static void assertHttp(Millrace millrace) throws Exception {
    await()
        .atMost(PATIENCE)
        .until(() -> Json.MAPPER
                .readTree(millrace.get("/qoa/violations?app=cctv").body())
                .path("violations")
                .size()
            == 2);
    var verdicts = millrace.get("/contracts/gold/verdicts").body();
    assertThat(Json.MAPPER
            .readTree(verdicts)
            .path("verdicts")
            .get(0)
            .path("verdict")
            .asString())
        .isEqualTo("met");
    assertThat(millrace.get("/qoa/violations?app=other").body()).isEqualTo("{\"violations\":[]}");
    assertThat(millrace.get("/contracts").body()).contains("\"id\":\"gold\"");
  }

  @Test
  void monitorThatIsKilled_saysEachEpisodeOnce() throws Exception {
    try (var millrace = Millrace.start(
            folder.resolve("data"), EnumSet.of(Part.INGRESS, Part.INFERENCE), OutConfig.NONE);
        var log = new CommittedLog(
            millrace.kafka.bootstrap(), millrace.pipeline.topics().violations());
        var feed = new Feed(millrace)) {
      var monitor = startMonitor(millrace, 0);
      try {
        assertThat(put(millrace, "/contracts/gold", CONTRACT).statusCode()).isEqualTo(200);
        for (int kill = 1; kill <= 3; kill++) {
          feed.send(60, 0.5);
          awaitCount(millrace, log, 2 * kill - 1);
          feed.send(60, 0.5);
          monitor.kill();
          feed.send(60, 0.5);
          monitor = startMonitor(millrace, kill);
          feed.send(40, 0.1);
          awaitCount(millrace, log, 2 * kill);
        }
      } finally {
        monitor.close();
      }
      await().atMost(60, TimeUnit.SECONDS).until(() -> log.read().isAtEnd());
      var all = violations(millrace, log);
      assertThat(all)
          .extracting(Violation::kind)
          .containsExactly(
              Kind.OPENED,
              Kind.RECOVERED,
              Kind.OPENED,
              Kind.RECOVERED,
              Kind.OPENED,
              Kind.RECOVERED);
      var ids = new HashSet<String>();
      all.forEach(violation -> ids.add(violation.id()));
      assertThat(ids).hasSize(3);
    }
  }

  private ChildJvm startMonitor(Millrace millrace, int run) throws IOException {
    var process = ChildJvm.java(
        folder.resolve("monitor-" + run + ".log"),
        MonitorProcess.class,
        millrace.kafka.bootstrap(),
        folder.resolve("state").toString());
    process.awaitReady();
    return process;
  }

  @Test
  void sampleThatCannotBeRead_isADeadLetter() throws Exception {
    try (var millrace = Millrace.start(
            folder.resolve("data"), EnumSet.of(Part.INGRESS, Part.INFERENCE), OutConfig.NONE);
        var monitor = MonitorProcess.runner(millrace.kafka.bootstrap(), folder.resolve("state"));
        var dead = new CommittedLog(
            millrace.kafka.bootstrap(), millrace.pipeline.topics().deadLetters())) {
      monitor.start();
      monitor.awaitRunning(PATIENCE);
      var samples = millrace.pipeline.topics().samples().raw();
      try (var producer = new KafkaProducer<>(
          Map.<String, Object>of("bootstrap.servers", millrace.kafka.bootstrap()),
          samples.keys().serializer(),
          samples.values().serializer())) {
        producer
            .send(new ProducerRecord<>(samples.name(), "{}".getBytes(UTF_8)))
            .get();
      }
      await().atMost(PATIENCE).until(() -> dead.read().records().size() == 1);
      assertThat(CommittedLog.text(dead.records().get(0))).isEqualTo("{}");
    }
  }
}
