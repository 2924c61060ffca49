package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.metrics.MetricsStage;
import io.millrace.metrics.QualityConfig;
import io.millrace.metrics.marks.MarkTicker;
import io.millrace.metrics.marks.MarkedTopic;
import io.millrace.metrics.window.WindowSpec;
import io.millrace.topology.Profile;
import io.millrace.topology.StageConfig;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports on a real log, counted in windows. */
class MetricsIT {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Duration START = Duration.ofSeconds(60);
  private static final String REPORT = """
      {"metadata": {"client_config": {"application_name": "app", "stage_id": "s", "instance_id": "i"}},
       "service": {"s": {"metrics": {"response_time": {"i": {"records": [0.5]}}}}}}""";

  @TempDir
  Path folder;

  @Test
  void stageThatWasDown_countsWhatCameMeanwhile_homeAndAstray_andNothingIsLate() throws Exception {
    try (var broker = TestBroker.start(folder, TOPICS);
        var flood = new ReportFlood(TOPICS, broker.bootstrap());
        var windows = new WindowLog(TOPICS, broker.bootstrap())) {
      try (var runner = runner(broker, "metrics")) {
        flood.send(500);
        assertThat(runner.isAlive()).isTrue();
      }
      flood.send(3000);
      // Past the ends of all windows, and past their grace.
      flood.mark(flood.began + Duration.ofHours(1).toMillis());
      try (var runner = runner(broker, "metrics")) {
        windows.awaitExactly(flood);
        assertThat(runner.isAlive()).isTrue();
      }
    }
  }

  @Test
  void replay_closesTheSameWindows() throws Exception {
    try (var broker = TestBroker.start(folder, TOPICS);
        var flood = new ReportFlood(TOPICS, broker.bootstrap());
        var windows = new WindowLog(TOPICS, broker.bootstrap())) {
      flood.send(1000);
      flood.mark(flood.began + Duration.ofHours(1).toMillis());
      try (var runner = runner(broker, "metrics")) {
        windows.awaitExactly(flood);
        assertThat(runner.isAlive()).isTrue();
      }
      int once = windows.read().size();
      try (var runner = runner(broker, "again")) {
        await().atMost(START).until(() -> windows.read().size() >= 2 * once);
        assertThat(runner.isAlive()).isTrue();
      }
      assertThat(windows.read().subList(once, 2 * once))
          .containsExactlyInAnyOrderElementsOf(windows.read().subList(0, once));
    }
  }

  private StageRunner runner(TestBroker broker, String application) throws InterruptedException {
    var runner = MetricsProcess.runner(
        broker.bootstrap(),
        folder.resolve("state-" + application),
        Map.of("application.id", application));
    runner.start();
    runner.awaitRunning(START);
    return runner;
  }

  @Test
  void window_closesByMarks_withoutFurtherTraffic() throws Exception {
    var config = QualityConfig.DEFAULTS.withWindows(
        List.of(WindowSpec.tumbling(Duration.ofSeconds(1)).withGrace(Duration.ofSeconds(1))));
    try (var broker = TestBroker.start(folder, TOPICS);
        var windows = new WindowLog(TOPICS, broker.bootstrap());
        var runner = new StageRunner(
            new MetricsStage(TOPICS, config),
            new StageConfig(
                broker.bootstrap(),
                TOPICS,
                folder.resolve("s"),
                Profile.DURABLE_FAST,
                1,
                Map.of()));
        var marks = new MarkTicker(
            broker.bootstrap(),
            List.of(MarkedTopic.of(TOPICS.reports())),
            InstantSource.system())) {
      runner.start();
      runner.awaitRunning(START);
      marks.start();
      long sent = System.currentTimeMillis();
      write(broker.bootstrap(), REPORT);
      await().atMost(60, TimeUnit.SECONDS).until(() -> windows.read().size() >= 3);
      long closed = System.currentTimeMillis();
      assertThat(windows.read()).hasSize(3).allSatisfy(result -> {
        assertThat(result.values().count()).isOne();
        assertThat(result.late()).isZero();
      });
      var end = windows.read().get(0).end().toEpochMilli();
      assertThat(end).isBetween(sent, closed);
      System.out.printf("closed %d ms after end and grace%n", closed - end - 1000);
    }
  }

  @Test
  void everything_runsIt() throws Exception {
    try (var millrace = Millrace.start(folder);
        var dead = new CommittedLog(millrace.kafka.bootstrap(), TOPICS.deadLetters())) {
      write(millrace.kafka.bootstrap(), "rubbish");
      await().atMost(60, TimeUnit.SECONDS).until(() -> !dead.read().records().isEmpty());
      assertThat(dead.records()).singleElement().satisfies(letter -> {
        assertThat(CommittedLog.text(letter)).isEqualTo("rubbish");
        assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_STAGE))
            .isEqualTo("metrics");
      });
    }
  }

  private static void write(String bootstrap, String report) {
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", bootstrap),
        new ByteArraySerializer(),
        new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(TOPICS.reports().name(), report.getBytes(UTF_8)));
    }
  }
}
