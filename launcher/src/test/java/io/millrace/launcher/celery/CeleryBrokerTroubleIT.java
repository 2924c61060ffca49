package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import io.millrace.connectors.celery.message.TaskMessage.Timing;
import io.millrace.testing.rabbitmq.RabbitNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever RabbitMQ refuses or puts off for one, the bridge goes on for all others, and afterwards for that one, too. */
class CeleryBrokerTroubleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String QUEUE = "served";
  private static final String LOCKED = "locked";

  @TempDir
  static Path folder;

  private static RabbitNode rabbit;
  private static LogBehind log;
  private static BridgeProcess bridge;
  private static TaskLoad load;

  /** Another connection than the load's. */
  private static TaskLoad other;

  private static Channel owner;

  @BeforeAll
  static void start() throws Exception {
    rabbit = RabbitNode.start(folder.resolve("rabbit"));
    // Half an hour, and once a minute, in the field.
    rabbit.ctl("eval", "application:set_env(rabbit, consumer_timeout, 3000).");
    rabbit.ctl("eval", "application:set_env(rabbit, channel_tick_interval, 500).");
    log = LogBehind.start(folder.resolve("log"));
    load = new TaskLoad(rabbit.amqpPort(), QUEUE);
    other = new TaskLoad(rabbit.amqpPort(), "others");
    owner = other.channel();
    owner.queueDeclare(LOCKED, false, true, false, Map.of());
    bridge = BridgeProcess.start(
        folder.resolve("bridge"),
        log.bootstrap(),
        rabbit.amqp(),
        "--queue",
        LOCKED,
        "--queue",
        QUEUE,
        "--tasks",
        TryingTasks.in(folder.resolve("tasks")).toString());
  }

  @AfterAll
  static void stop() {
    load.close();
    other.close();
    bridge.close();
    log.close();
    rabbit.close();
  }

  @Test
  void channelThatRabbitClosesOverASlowTask_isOpenedAgain() throws Exception {
    load.send(load.properties("doze", "slow").build(), body("[[8000], {}, {}]"));
    bridge.await("queue served is consumed anew");
    load.call("machine-health.predict", "meanwhile", 20);
    answered(load, "meanwhile-19");
    answered(load, "slow");
    assertThat(load.bodies.get("slow")).contains("rested");
    await().atMost(PATIENCE).until(() -> load.waiting() == 0);
    // The message came again and again while its task ran, and told of one run.
    assertThat(load.order).filteredOn("slow"::equals).hasSize(1);
  }

  @Test
  void queueThatCannotBeConsumed_holdsNoOtherUp_andIsConsumedOnceItCan() throws Exception {
    load.call("machine-health.predict", "beside-locked", 20);
    answered(load, "beside-locked-19");
    assertThat(bridge.output()).contains("queue locked cannot be consumed: RESOURCE_LOCKED");
    owner.queueDelete(LOCKED);
    bridge.await("queue locked is consumed");
    try (var late = new TaskLoad(rabbit.amqpPort(), LOCKED)) {
      late.call("machine-health.predict", "unlocked", 5);
      answered(late, "unlocked-4");
    }
  }

  @Test
  void replyQueueThatTakesNothing_isGivenUp_andHoldsNobodyUp() throws Exception {
    int calls = 50;
    var full = "full";
    load.channel()
        .queueDeclare(
            full, false, false, false, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
    for (int i = 0; i < calls; i++) {
      load.send(load.properties("echo", "full-" + i).replyTo(full).build(), body("[[1], {}, {}]"));
    }
    load.call("machine-health.predict", "beside-full", 20);
    answered(load, "beside-full-19");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(bridge.bridges()).contains("\"late\":" + (calls - 1)));
  }

  @Test
  void tasksForLater_takeNoRoomFromThoseThatAreDue() throws Exception {
    int more = 20_500; // than may be open
    var timing = new Timing(Instant.parse("2100-01-01T00:00:00Z"), null, 0, null, null);
    load.call("machine-health.predict", "later", more, timing);
    load.call("machine-health.predict", "now", 20);
    answered(load, "now-19");
    assertThat(bridge.open()).isGreaterThanOrEqualTo(more);
    assertThat(load.bodies).doesNotContainKey("later-0");
  }

  @Test
  void taskThatThrowsAnError_orReturnsWhatCannotBeWritten_fails() throws Exception {
    for (var how : new String[] {"error", "loop"}) {
      load.send(load.properties("broken", how).build(), body("[[\"%s\"], {}, {}]".formatted(how)));
      answered(load, how);
      assertThat(load.bodies.get(how)).contains("FAILURE");
    }
  }

  @Test
  void memoryAlarm_holdsAnswersBack_andNothingElse() throws Exception {
    int calls = 5000; // more than RabbitMQ hands over before it hears of the first
    try (var spare = new TaskLoad(rabbit.amqpPort(), "spare")) {
      spare.call("machine-health.predict", "alarmed", calls);
      var usual = rabbit
          .ctl("eval", "vm_memory_monitor:get_vm_memory_high_watermark().")
          .strip();
      rabbit.ctl("set_vm_memory_high_watermark", "0.00001");
      try (var second = BridgeProcess.start(
          folder.resolve("second"), log.bootstrap(), rabbit.amqp(), "--queue", "spare")) {
        // Taken and acknowledged: what frees the memory goes on.
        await()
            .atMost(PATIENCE)
            .until(() -> rabbit.ctl("list_queues", "-q", "name", "messages").contains("spare\t0"));
        assertThat(spare.answered()).isZero();
        rabbit.ctl("set_vm_memory_high_watermark", usual);
        await().atMost(PATIENCE).until(() -> spare.answered() == calls);
        assertThat(second.output()).doesNotContain("connecting anew");
      }
    }
  }

  private static byte[] body(String text) {
    return text.getBytes(UTF_8);
  }

  private static void answered(TaskLoad client, String id) {
    await()
        .atMost(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(client.bodies).containsKey(id));
  }
}
