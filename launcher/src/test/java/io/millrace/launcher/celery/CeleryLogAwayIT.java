package io.millrace.launcher.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.launcher.pipeline.Part;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka is killed under load, and stays away for a while. */
class CeleryLogAwayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String QUEUE = "away";
  private static final int BEFORE = 3_000;
  private static final int MEANWHILE = 6_000;
  private static final int PREFETCH = 500;

  @TempDir
  static Path folder;

  @Test
  void whileTheLogIsAway_rabbitMqKeepsTheTasks_andAllAreAnsweredOnceItIsBack() throws Exception {
    int port = freePort();
    var bootstrap = "127.0.0.1:" + port;
    var broker = broker(port, 0);
    try (var rabbit = RabbitNode.start(folder.resolve("rabbit"));
        var pipeline =
            LogBehind.pipeline(bootstrap, folder.resolve("stages"), EnumSet.of(Part.INFERENCE));
        var bridge = BridgeProcess.start(
            folder.resolve("bridge"),
            bootstrap,
            rabbit.amqp(),
            "--queue",
            QUEUE,
            "--prefetch",
            String.valueOf(PREFETCH));
        var load = new TaskLoad(rabbit.amqpPort(), QUEUE)) {
      load.call("machine-health.predict", "before", BEFORE);
      await().atMost(PATIENCE).until(() -> load.answered() > BEFORE / 10);
      broker.kill();
      int answered = load.answered();
      load.call("machine-health.predict", "meanwhile", MEANWHILE);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(bridge.bridges()).contains("the log"));
      assertThat(load.waiting())
          .as("tasks that RabbitMQ keeps, as the bridge takes no more than its prefetch")
          .isGreaterThanOrEqualTo(MEANWHILE - PREFETCH);
      assertThat(load.answered()).as("%d before", answered).isLessThan(BEFORE + PREFETCH);

      broker = broker(port, 1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(load.answered()).as(bridge.output()).isEqualTo(BEFORE + MEANWHILE));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(bridge.bridges()).doesNotContain("the log"));
      assertThat(pipeline.deadStages()).isEmpty();
      var results = LogBehind.committedResults(bootstrap, load.sent);
      assertThat(results.values()).allMatch(count -> count == 1);
      assertThat(load.waiting()).isZero();
    } finally {
      broker.close();
    }
  }

  @Test
  void thoughRabbitMqRestartsMeanwhile_eachTaskIsAnswered_once() throws Exception {
    int port = freePort();
    var bootstrap = "127.0.0.1:" + port;
    var broker = broker(port, 2);
    try (var rabbit = RabbitNode.start(folder.resolve("rabbit-2"));
        var pipeline =
            LogBehind.pipeline(bootstrap, folder.resolve("stages-2"), EnumSet.of(Part.INFERENCE));
        var bridge = BridgeProcess.start(
            folder.resolve("bridge-2"), bootstrap, rabbit.amqp(), "--queue", QUEUE);
        var client = new SteadyClient(rabbit.amqpPort(), QUEUE, "machine-health.predict")) {
      awaitMore(client, bridge);
      broker.kill();
      await().atMost(PATIENCE).until(() -> bridge.bridges().contains("the log"));
      // What the bridge has taken, and the log has not, is delivered once more.
      rabbit.kill();
      rabbit.start();
      await().atMost(PATIENCE).until(() -> bridge.bridges().contains("\"reconnects\":1"));
      broker = broker(port, 3);
      awaitMore(client, bridge);
      client.callNoMore();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(client.called).as(bridge.output()).allMatch(client.answered::contains));
      var results = LogBehind.committedResults(bootstrap, client.called);
      assertThat(results.values()).allMatch(count -> count == 1);
      assertThat(pipeline.deadStages()).isEmpty();
    } finally {
      broker.close();
    }
  }

  private static void awaitMore(SteadyClient client, BridgeProcess bridge) {
    int before = client.answered.size();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(client.answered.size()).as(bridge.output()).isGreaterThan(before + 300));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static ChildJvm broker(int port, int run) throws IOException {
    var process = ChildJvm.millrace(
        folder.resolve("broker-" + run + ".log"),
        "broker",
        "--data-dir",
        folder.resolve("data-" + port).toString(),
        "--kafka-port",
        String.valueOf(port));
    await().atMost(PATIENCE).until(() -> !process.isAlive() || process.output().contains("ready "));
    assertThat(process.isAlive()).as(process.output()).isTrue();
    return process;
  }
}
