package io.millrace.launcher.celery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.examples.Examples;
import io.millrace.launcher.ChildJvm;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unchanged Celery program is served by Millrace as by a worker in Python. */
class CeleryIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static RedisServer redis;

  @BeforeAll
  static void start() throws IOException {
    rabbit = RabbitNode.start(folder.resolve("rabbit"));
    redis = RedisServer.start(folder.resolve("redis"));
  }

  @AfterAll
  static void stop() {
    redis.close();
    rabbit.close();
  }

  @Test
  void everyUse_answersAsWithAWorkerInPython() throws Exception {
    var python = program("python", redis.address());
    var worker = python.worker(folder.resolve("python.log"));
    String expected;
    try {
      expected = python.run("uses.py");
    } finally {
      worker.destroy();
      worker.waitFor();
    }
    assertThat(expected).contains("chain -> 15").contains("chord -> 6");

    var ours = program("ours", redis.address());
    try (var millrace =
        up("ours", "--result-backend", redis.address(), "--tasks", tasks().toString())) {
      assertThat(ours.run("uses.py")).as(millrace.output()).isEqualTo(expected);
    }
    var rpc = program("rpc", "rpc://");
    try (var millrace = up("rpc", "--tasks", tasks().toString())) {
      assertThat(rpc.run("uses.py").lines())
          .as(millrace.output())
          .isEqualTo(expected.lines().filter(line -> !line.startsWith("chord")).toList());
      assertMonitorsSee(rpc);
    }
  }

  private static void assertMonitorsSee(PythonProgram program) throws Exception {
    assertThat(program.celery("inspect", "ping")).contains("millrace@test: OK", "pong");
    assertThat(program.celery("inspect", "registered"))
        .contains("* add", "* limited [rate_limit=10/s]", "* predict");
    assertThat(program.celery("inspect", "stats")).contains("\"max-concurrency\": 4", "\"add\":");
    assertThat(program.celery("inspect", "active_queues")).contains("'name': 'rpc'");
    assertThat(program.celery("control", "rate_limit", "add", "often"))
        .contains("invalid rate limit string");
    var dump = folder.resolve("events");
    var monitor = program.start(dump, "-m", "celery", "-A", "app", "events", "--dump");
    try {
      await().atMost(PATIENCE).until(() -> Files.readString(dump).contains("heartbeat"));
      program.celery("control", "enable_events");
      program.celery("call", "add", "--args=[1, 2]");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(Files.readString(dump))
              .contains("task received: add", "task started: add", "task succeeded: add"));
    } finally {
      monitor.destroy();
      monitor.waitFor();
    }
  }

  @Test
  void predictions_andPagesOfTheSeedsKind_areAnswered() throws Exception {
    var mapping = folder.resolve("tasks.yaml");
    Files.writeString(mapping, """
        tasks:
          - task: score
            model: machine-health
        """);
    try (var millrace = up("models", "--task-mapping", mapping.toString())) {
      var lines = program("models", "rpc://").run("predictions.py");
      assertThat(lines.lines())
          .as(millrace.output())
          .anyMatch(line -> line.startsWith("row -> {'model': 'machine-health', 'version': 1,"
              + " 'outputs': {'probabilities': [0.3634"))
          .contains(
              "rows -> 2",
              "version -> 1",
              "prefix -> 'machine-health'",
              "array -> 'machine-health'",
              "mapped -> 'machine-health'",
              "msgpack -> 'machine-health'",
              "yaml -> 'machine-health'",
              "no model -> ModelNotFound: unknown model \"nope\"",
              "no version -> ModelNotFound: model \"machine-health\" has no version 9; it has [1]",
              "shape -> ValueError: features: shape [2] does not fit, the model takes features"
                  + " FP32[-1, 8] (-1 is any size)",
              "file -> ValueError: features: 'data.csv' is text; files are not read for a caller,"
                  + " send the numbers",
              "element -> ValueError: features: 'a' is no value of features FP32[-1, 8]",
              "later -> 'machine-health'",
              "page -> (1000, 1000, 90.5)")
          .anyMatch(line -> line.startsWith("pickle -> ContentDisallowed: ")
              && line.contains("is pickle, which runs what it reads"));
    }
  }

  private static PythonProgram program(String queue, String backend) throws IOException {
    return new PythonProgram(folder.resolve("program-" + queue), rabbit.amqp(), queue, backend);
  }

  private static Path tasks() throws IOException {
    return ExampleTasks.copiedTo(folder.resolve("tasks"));
  }

  private static ChildJvm up(String name, String... more) throws IOException {
    var data = folder.resolve("data-" + name);
    var model = Files.createDirectories(data.resolve("models/machine-health/1"));
    copy("machine-health/1/model.onnx", model.resolve("model.onnx"));
    copy("machine-health/test.csv", model.resolveSibling("test.csv"));
    var command = new java.util.ArrayList<>(List.of(
        "up",
        "--data-dir",
        data.toString(),
        "--kafka-port",
        "0",
        "--port",
        "0",
        "--rabbitmq",
        rabbit.amqp(),
        "--queue",
        name,
        "--node",
        "millrace@test"));
    command.addAll(List.of(more));
    var process = ChildJvm.millrace(folder.resolve(name + ".log"), command.toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .until(() -> !process.isAlive() || process.output().contains("connected to amqp"));
    assertThat(process.isAlive()).as(process.output()).isTrue();
    return process;
  }

  private static void copy(String example, Path to) throws IOException {
    try (var in = Examples.open(example)) {
      Files.write(to, in.readAllBytes());
    }
  }
}
