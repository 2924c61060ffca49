package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testing.rabbitmq.RabbitNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues of every kind that Celery declares, and what becomes of a task that takes its worker down. */
class CeleryQueuesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ATTEMPTS = 3;

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static LogBehind log;

  @BeforeAll
  static void start() throws Exception {
    rabbit = RabbitNode.start(folder.resolve("rabbit"), "max_message_size = 1000000");
    log = LogBehind.start(folder.resolve("log"));
  }

  @AfterAll
  static void stop() {
    log.close();
    rabbit.close();
  }

  @Test
  void tasksOfHigherPriority_areTakenFirst() throws Exception {
    var program = new PythonProgram(folder.resolve("python"), rabbit.amqp(), "ranked", "rpc://");
    var output = folder.resolve("ranked.out");
    var python = program.start(output, "queues.py", "priority", "3");
    try (var load = new TaskLoad(rabbit.amqpPort(), "ranked", Map.of("x-max-priority", 10))) {
      await().atMost(PATIENCE).until(() -> Files.readString(output).contains("sent"));
      for (int priority : List.of(0, 5, 9, 2, 7)) {
        for (int i = 0; i < 4; i++) {
          var id = priority + "-" + i;
          load.send(
              load.properties("echo", id).priority(priority).build(),
              "[[1], {}, {}]".getBytes(UTF_8));
        }
      }
      try (var bridge = bridge("ranked", "ranked:max-priority=10", "--task-concurrency", "1")) {
        await().atMost(PATIENCE).until(() -> load.order.size() == 20);
        assertThat(load.order.stream().map(id -> id.charAt(0)).distinct())
            .containsExactly('9', '7', '5', '2', '0');
        assertThat(python.waitFor()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output).lines()).contains("3");
        assertThat(bridge.output()).doesNotContain("declared by others");
      }
    } finally {
      python.destroyForcibly();
    }
  }

  @Test
  void quorumQueue_isConsumed_thoughNothingSaysThatItIsOne() throws Exception {
    try (var bridge = bridge("known", "known:quorum")) {
      assertThat(answers("known")).contains("45");
      assertThat(bridge.output()).doesNotContain("declared by others");
    }
    var first = new PythonProgram(folder.resolve("first"), rabbit.amqp(), "unknown", "rpc://");
    var output = folder.resolve("unknown.out");
    var python = first.start(output, "queues.py", "quorum", "10");
    try {
      await().atMost(PATIENCE).until(() -> Files.readString(output).contains("sent"));
      try (var bridge = bridge("unknown", "unknown")) {
        assertThat(python.waitFor()).as(bridge.output()).isZero();
        assertThat(Files.readString(output).lines()).contains("45");
        assertThat(bridge.output()).contains("declared by others");
      }
    } finally {
      python.destroyForcibly();
    }
  }

  private static List<String> answers(String queue) throws Exception {
    return new PythonProgram(folder.resolve("python-" + queue), rabbit.amqp(), queue, "rpc://")
        .run("queues.py", "quorum", "10")
        .lines()
        .toList();
  }

  @Test
  void taskThatTakesItsWorkerDown_isGivenUpAfterThreeTimes() throws Exception {
    try (var load = new TaskLoad(rabbit.amqpPort(), "fatal")) {
      load.send(load.properties("halt", "halt").build(), "[[], {}, {}]".getBytes(UTF_8));
      for (int i = 0; i < ATTEMPTS; i++) {
        try (var bridge = begin("fatal", "fatal")) {
          assertThat(bridge.process().exitCode()).as(bridge.output()).isEqualTo(137);
        }
      }
      load.send(load.properties("echo", "echo").build(), "[[1], {}, {}]".getBytes(UTF_8));
      try (var bridge = bridge("fatal", "fatal")) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(load.bodies.keySet()).as(bridge.output()).contains("halt", "echo"));
        assertThat(load.bodies.get("halt")).contains("FAILURE", "WorkerLostError", "attempt 3");
        await().atMost(PATIENCE).until(() -> load.waiting() == 0);
        assertThat(log.deadLetters("amqp:fatal")).isEqualTo(1);
      }
    }
  }

  @Test
  void resultThatTheBrokerTakesForTooLarge_isAFailure_andTheOthersAreAnswered() throws Exception {
    try (var bridge = bridge("large", "large");
        var load = new TaskLoad(rabbit.amqpPort(), "large")) {
      load.send(load.properties("flood", "flood").build(), "[[2000000], {}, {}]".getBytes(UTF_8));
      load.call("machine-health.predict", "beside", 50);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(load.bodies.keySet())
              .as(bridge.output())
              .contains("flood")
              .containsAll(load.sent));
      assertThat(load.bodies.get("flood")).contains("FAILURE", "ResultTooLarge");
      assertThat(bridge.bridges()).contains("\"refused\":1", "\"reconnects\":0");
    }
  }

  private static BridgeProcess begin(String name, String queue, String... more) throws IOException {
    var options = new java.util.ArrayList<>(List.of(
        "--queue", queue, "--tasks", TryingTasks.in(folder.resolve("tasks")).toString()));
    options.addAll(List.of(more));
    return BridgeProcess.begin(
        folder.resolve("bridge-" + name),
        log.bootstrap(),
        rabbit.amqp(),
        options.toArray(String[]::new));
  }

  private static BridgeProcess bridge(String name, String queue, String... more)
      throws IOException {
    var bridge = begin(name, queue, more);
    bridge.await("connected to amqp");
    bridge.await("ready");
    return bridge;
  }
}
