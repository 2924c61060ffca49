package io.millrace.launcher.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.rabbitmq.RabbitNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RabbitMQ is killed and comes again while clients call and replies are under way. */
class CeleryRestartIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String QUEUE = "restart";
  private static final int MORE = 500;

  @TempDir
  static Path folder;

  @Test
  void everyTask_hasOneResultAndAReply_thoughTheBrokerIsKilled() throws Exception {
    // The client declares its queues first, seconds before the kill: a quorum queue that is younger
    // than that takes nothing after it, whoever publishes.
    try (var rabbit = RabbitNode.start(folder.resolve("rabbit"));
        var client = new SteadyClient(rabbit.amqpPort(), QUEUE, "machine-health.predict");
        var log = LogBehind.start(folder.resolve("log"));
        var bridge = BridgeProcess.start(
            folder.resolve("bridge"), log.bootstrap(), rabbit.amqp(), "--queue", QUEUE)) {
      awaitMore(client, bridge);
      rabbit.kill();
      rabbit.start();
      awaitMore(client, bridge);
      client.callNoMore();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(client.called).as(bridge.output()).allMatch(client.answered::contains));
      var results = LogBehind.committedResults(log.bootstrap(), client.called);
      // Calls that were never confirmed may have come as well: once, like the others.
      assertThat(results.values()).allMatch(count -> count == 1);
      System.out.printf(
          "%d calls, %d with results; %s%n",
          client.called.size(), results.size(), bridge.bridges());
    }
  }

  /** Waits until so many more have been answered, with calls going on all the while. */
  private static void awaitMore(SteadyClient client, BridgeProcess bridge) {
    int before = client.answered.size();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(client.answered.size()).as(bridge.output()).isGreaterThan(before + MORE));
  }
}
