package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever one client sends, or leaves behind, the tasks of the others are answered. */
class CeleryTroubleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String QUEUE = "trouble";

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static LogBehind log;
  private static BridgeProcess bridge;
  private static TaskLoad load;

  @BeforeAll
  static void start() throws Exception {
    rabbit = RabbitNode.start(folder.resolve("rabbit"));
    log = LogBehind.start(folder.resolve("log"));
    bridge = BridgeProcess.start(
        folder.resolve("bridge"),
        log.bootstrap(),
        rabbit.amqp(),
        "--queue",
        QUEUE,
        "--tasks",
        TryingTasks.in(folder.resolve("tasks")).toString());
    load = new TaskLoad(rabbit.amqpPort(), QUEUE);
  }

  @AfterAll
  static void stop() {
    load.close();
    bridge.close();
    log.close();
    rabbit.close();
  }

  @Test
  void clientsThatHaveGone_areCountedAndLogged_andHoldNobodyUp() throws Exception {
    int gone = 50;
    for (int i = 0; i < gone; i++) {
      load.send(
          load.properties("echo", "gone-" + i).replyTo("no-such-queue").build(),
          body("[[1], {}, {}]"));
    }
    load.call("machine-health.predict", "beside", 20);
    answered("beside-19");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(bridge.bridges()).contains("\"unroutable\":" + gone));
    assertThat(bridge.output()).contains("no-such-queue");
    await().atMost(PATIENCE).until(() -> load.waiting() == 0);
  }

  @Test
  void workersOfOneName_allTakeTasks_andOneHearsCommands() throws Exception {
    var name = "--node=same@name";
    try (var second = new TaskLoad(rabbit.amqpPort(), "second")) {
      var one = BridgeProcess.start(
          folder.resolve("one"), log.bootstrap(), rabbit.amqp(), name, "--queue", "first");
      try (var other = BridgeProcess.start(
          folder.resolve("other"), log.bootstrap(), rabbit.amqp(), name, "--queue", "second")) {
        second.call("machine-health.predict", "second", 20);
        await().atMost(PATIENCE).until(() -> second.answered() == 20);
        assertThat(other.output()).contains("another worker is named same@name");
        one.close();
        other.await("same@name hears");
      } finally {
        one.close();
      }
    }
  }

  @Test
  void whatAnotherWorkerHasTaken_isLeftToIt() throws Exception {
    load.send(
        load.properties("echo", "kept")
            .headers(Map.of("task", "echo", "id", "kept", "eta", "2100-01-01T00:00:00+00:00"))
            .build(),
        body("[[1], {}, {}]"));
    await().atMost(PATIENCE).until(() -> bridge.open() > 0);
    try (var other = BridgeProcess.start(
        folder.resolve("new"), log.bootstrap(), rabbit.amqp(), "--node=new@h", "--queue", "new")) {
      assertThat(other.open()).isZero();
    }
  }

  @Test
  void bridgeThatIsLostForGood_isReplacedByAnotherOfItsId() throws Exception {
    int calls = 30;
    var options = new String[] {"--queue", "moved", "--bridge-id", "site-7"};
    try (var moved = new TaskLoad(rabbit.amqpPort(), "moved")) {
      try (var lost =
          BridgeProcess.start(folder.resolve("lost"), log.bootstrap(), rabbit.amqp(), options)) {
        assertThat(lost.output()).contains("id site-7");
        var soon = new Timing(Instant.now().plusSeconds(10), null, 0, null, null);
        moved.call("machine-health.predict", "moved", calls, soon);
        await().atMost(PATIENCE).until(() -> lost.open() == calls && moved.waiting() == 0);
      }
      // Its data directory is gone with its machine.
      try (var next =
          BridgeProcess.start(folder.resolve("next"), log.bootstrap(), rabbit.amqp(), options)) {
        await().atMost(PATIENCE).until(() -> moved.answered() == calls);
        await().atMost(PATIENCE).until(() -> next.open() == 0);
      }
      assertThat(moved.repeated()).isZero();
    }
  }

  @Test
  void whatTheBrokerRefusesToCarry_holdsNobodyUp() throws Exception {
    // A command whose answer goes to an exchange that is not there, which costs a channel.
    var channel = load.channel();
    channel.basicPublish(
        "celery.pidbox",
        "",
        new BasicProperties.Builder().contentType("application/json").build(),
        body("""
            {"method": "ping", "arguments": {}, "ticket": "t",
             "reply_to": {"exchange": "no.such.exchange", "routing_key": "k"}}"""));
    load.call("machine-health.predict", "after-ping", 5);
    answered("after-ping-4");
    // No queue's name has more than 255 bytes.
    chain("far", "q".repeat(300));
    load.call("machine-health.predict", "after-far", 5);
    answered("after-far-4");
    answered("far");
    for (var waiter : new String[] {"far-next", "far-last"}) {
      answered(waiter);
      assertThat(load.bodies.get(waiter)).contains("FAILURE", "NotSent", "qqq");
    }
  }

  @Test
  void nextTaskOfAChain_waitsInItsQueue_thoughItsWorkerHasNeverRun() throws Exception {
    var queue = "of-one-who-comes-later";
    chain("early", queue);
    answered("early");
    var next = await()
        .atMost(PATIENCE)
        .ignoreExceptions() // while there is no such queue
        .until(() -> load.channel().basicGet(queue, true), Objects::nonNull);
    assertThat(next.getProps().getCorrelationId()).isEqualTo("early-next");
    // As Celery declares it, or its worker could not take it up.
    load.channel().queueDeclare(queue, true, false, false, Map.of());
    load.channel().exchangeDeclare(queue, "direct", true, false, Map.of());
  }

  /** A task with two more after it, which go to another queue. */
  private static void chain(String id, String queue) throws Exception {
    var element =
        "{\"task\": \"echo\", \"options\": {\"queue\": \"%s\", \"task_id\": \"%s\", \"reply_to\": \"%s\"}}";
    var properties = load.properties("echo", id).build();
    var replies = properties.getReplyTo();
    load.send(
        properties,
        body("[[1], {}, {\"chain\": [%s, %s]}]"
            .formatted(
                element.formatted(queue, id + "-last", replies),
                element.formatted(queue, id + "-next", replies))));
  }

  @Test
  void whatIsMalformedWithinATask_failsThatTask() throws Exception {
    int number = 0;
    for (var next : new String[] {"""
      {"task": "echo", "subtask_type": "chord", "kwargs": {}}""", """
      {"task": "echo", "options": {"countdown": 1e300}}""", """
      {"task": "echo", "options": {"priority": 1000}}""", """
      {"task": ""}""", """
      {"task": "echo", "options": {"link": [5]}}""", """
      {"task": "echo", "options": {"stamped_headers": [["a"]], "stamps": {"a": {"b": [1.5]}}}}"""}) {
      var id = "odd-" + number++;
      load.send(
          load.properties("echo", id).build(),
          body("[[1], {}, {\"chain\": [%s]}]".formatted(next)));
      answered(id);
    }
    load.call("machine-health.predict", "after-odd", 5);
    answered("after-odd-4");
  }

  @Test
  void taskThatHasItsMessagePutBack_isRunAgain() throws Exception {
    load.send(load.properties("shy", "shy").build(), body("[[3], {}, {}]"));
    answered("shy");
    assertThat(load.bodies.get("shy")).contains("at last");
    await().atMost(PATIENCE).until(() -> load.waiting() == 0);
  }

  @Test
  void headersOfAnyKind_areAnsweredOrQuarantined() throws Exception {
    int number = 0;
    for (Map<String, Object> odd : java.util.List.<Map<String, Object>>of(
        Map.of("eta", "tomorrow"),
        Map.of("retries", "often"),
        Map.of("timelimit", "short"),
        Map.of("group_index", "x"),
        Map.of("expires", Map.of("a", 1)),
        Map.of("compression", "application/zstd"))) {
      var id = "headers-" + number++;
      var headers = new java.util.HashMap<>(odd);
      headers.put("task", "echo");
      headers.put("id", id);
      load.send(load.properties("echo", id).headers(headers).build(), body("[[1], {}, {}]"));
      answered(id);
      assertThat(load.bodies.get(id)).contains("FAILURE");
    }
  }

  @Test
  void messagesOfManyMegabytes_areAnsweredOneWayOrTheOther() throws Exception {
    int large = 50 << 20;
    large("rows", "machine-health.predict", "[[[%s]], {}, {}]".formatted(numbers(large)), "bytes");
    large("text", "echo", text(large), "bytes");
    large("mistaken", "echo", "\"" + "x".repeat(large), "bytes");
    // What can be read here, and is longer than a record of the log may be.
    int medium = 24 << 20;
    large("some-rows", "machine-health.predict", "[[[%s]], {}, {}]".formatted(numbers(medium)), "");
    large("some-text", "echo", text(medium), "RequestTooLarge");
    large("flood", "flood", "[[%d], {}, {}]".formatted(medium), "ResultTooLarge");
    load.send(
        load.properties("echo", "held")
            .headers(Map.of("task", "echo", "id", "held", "eta", "2100-01-01T00:00:00+00:00"))
            .build(),
        body(text(medium)));
    answered("held");
    load.call("machine-health.predict", "after-large", 5);
    answered("after-large-4");
    assertThat(bridge.output()).doesNotContain("OutOfMemoryError");
    await().atMost(PATIENCE).until(() -> load.waiting() == 0);
  }

  private static void large(String id, String task, String body, String reason) throws Exception {
    load.send(load.properties(task, id).build(), body(body));
    answered(id);
    assertThat(load.bodies.get(id)).contains("FAILURE", reason);
  }

  private static String text(int bytes) {
    return "[[\"%s\"], {}, {}]".formatted("x".repeat(bytes));
  }

  private static String numbers(int bytes) {
    return "1.25, ".repeat(bytes / 6) + "1";
  }

  private static byte[] body(String text) {
    return text.getBytes(UTF_8);
  }

  private static void answered(String id) throws Exception {
    var last = bridge;
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(load.bodies).as(tail(last.output())).containsKey(id));
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 4000));
  }
}
