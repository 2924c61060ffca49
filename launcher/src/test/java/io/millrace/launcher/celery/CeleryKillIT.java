package io.millrace.launcher.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bridge is killed, or its broker goes away, under load: every task has one committed result and an answer. */
class CeleryKillIT {
  private static final int CALLS = 3_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration DOWN = Duration.ofSeconds(10);

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static LogBehind log;

  @BeforeAll
  static void start() throws Exception {
    rabbit = RabbitNode.start(folder.resolve("rabbit"));
    log = LogBehind.start(folder.resolve("log"));
  }

  @AfterAll
  static void stop() {
    log.close();
    rabbit.close();
  }

  @Test
  void everyTask_isAnswered_thoughTheBridgeIsKilled() throws Exception {
    kill("kill", 2);
  }

  @Test
  @Tag("soak")
  void everyTask_isAnswered_thoughTheBridgeIsKilledTwentyTimes() throws Exception {
    kill("soak", 20);
  }

  private void kill(String queue, int times) throws Exception {
    var bridge = answering(queue);
    try (var load = new TaskLoad(rabbit.amqpPort(), queue)) {
      for (int i = 1; i <= times; i++) {
        int before = load.answered();
        var name = queue + i;
        var calls = CompletableFuture.runAsync(() -> call(load, name));
        // In the middle of its work: some are answered, most are not.
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(5))
            .until(() -> load.answered() > before + CALLS / 10);
        bridge.close();
        calls.join();
        int answered = load.answered() - before;
        bridge = answering(queue);
        awaitAllAnswered(load);
        awaitNothingOpen(bridge);
        System.out.printf(
            "kill %d of %d after %d of %d answers; %d answers repeated so far%n",
            i, times, answered, CALLS, load.repeated());
      }
      assertOneCommittedResultEach(load, queue);
      // What an answer's repetition may cost: those that were on their way at a kill.
      assertThat(load.repeated()).isLessThan((long) times * CALLS);
    } finally {
      bridge.close();
    }
  }

  private static BridgeProcess answering(String queue) throws IOException {
    return BridgeProcess.start(
        folder.resolve("bridge-" + queue), log.bootstrap(), rabbit.amqp(), "--queue", queue);
  }

  // Nothing that a killed bridge has answered may be left waiting for a result that has passed.
  private static void awaitNothingOpen(BridgeProcess bridge) {
    await().atMost(PATIENCE).until(() -> bridge.open() == 0);
  }

  @Test
  void everyTask_isAnswered_thoughTheBrokerStops() throws Exception {
    try (var redis = RedisServer.start(folder.resolve("redis"));
        var bridge = bridge("stop", 0, "--result-backend", redis.address())) {
      Set<String> sent;
      try (var load = new TaskLoad(rabbit.amqpPort(), "stop")) {
        call(load, "stop");
        sent = Set.copyOf(load.sent);
        rabbit.stop();
      }
      long stopped = System.nanoTime();
      await()
          .atMost(PATIENCE)
          .until(() -> System.nanoTime() - stopped > DOWN.toNanos() && bridge.isAlive());
      rabbit.start();
      try (var client = io.lettuce.core.RedisClient.create(redis.address());
          var store = client.connect()) {
        await()
            .atMost(PATIENCE)
            .until(() -> store.sync().keys("celery-task-meta-stop-*").size() == sent.size());
      }
      var results = LogBehind.committedResults(log.bootstrap(), sent);
      assertThat(sent).as(bridge.output()).allMatch(id -> results.getOrDefault(id, 0) == 1);
    }
  }

  @Test
  void whatIsNoTask_isQuarantined_andTheQueueMovesOn() throws Exception {
    try (var bridge = bridge("poison", 0);
        var load = new TaskLoad(rabbit.amqpPort(), "poison")) {
      load.send("application/json", "not JSON", "broken");
      load.send("application/json", "[[], {}]", "short");
      load.send("application/x-python-serialize", "pickled", "pickle");
      load.send(null, "[[], {}, {}]", "typeless");
      load.send("application/json", "[[1], {}, {}]", null);
      load.call("no.such.task", "unknown", 1);
      load.call("machine-health.predict", "good", 1);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(load.replies.keySet())
              .as(bridge.output())
              .contains("broken", "short", "pickle", "typeless", "unknown-0", "good-0"));
      assertThat(load.bodies.get("broken")).contains("FAILURE", "DecodeError", "not JSON");
      assertThat(load.bodies.get("short")).contains("InvalidTaskError", "[args, kwargs, embed]");
      assertThat(load.bodies.get("pickle")).contains("ContentDisallowed", "is pickle");
      assertThat(load.bodies.get("typeless")).contains("no content type");
      assertThat(load.bodies.get("unknown-0")).contains("NotRegistered", "no.such.task");
      assertThat(load.bodies.get("good-0")).contains("SUCCESS");
      assertThat(log.deadLetters("amqp:poison")).isEqualTo(6);
      await().atMost(PATIENCE).until(() -> load.waiting() == 0);
    }
  }

  private static void call(TaskLoad load, String name) {
    try {
      load.call("machine-health.predict", name, CALLS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitAllAnswered(TaskLoad load) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(load.answered()).isEqualTo(load.sent.size()));
  }

  private static void assertOneCommittedResultEach(TaskLoad load, String queue) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(log.committedResults().keySet()).containsAll(load.sent));
    assertThat(log.committedResults().entrySet().stream()
            .filter(e -> e.getKey().startsWith(queue))
            .toList())
        .hasSize(load.sent.size())
        .allMatch(e -> e.getValue() == 1);
  }

  private static ChildJvm bridge(String queue, int run, String... more) throws IOException {
    var command = new java.util.ArrayList<>(java.util.List.of(
        "run",
        "bridge",
        "--bootstrap",
        log.bootstrap(),
        "--data-dir",
        folder.resolve("bridge-" + queue).toString(),
        "--rabbitmq",
        rabbit.amqp(),
        "--queue",
        queue));
    command.addAll(java.util.List.of(more));
    var process = ChildJvm.millrace(
        folder.resolve("%s-%d.log".formatted(queue, run)), command.toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || process.output().contains("connected to amqp"));
    assertThat(process.isAlive()).as(process.output()).isTrue();
    return process;
  }
}
