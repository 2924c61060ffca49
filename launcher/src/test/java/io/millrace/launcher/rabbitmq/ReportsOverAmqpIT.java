package io.millrace.launcher.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.connectors.amqp.BrokerAddress;
import io.millrace.connectors.rabbitmq.reports.ReportsBridge;
import io.millrace.connectors.rabbitmq.reports.ReportsConfig;
import io.millrace.launcher.ChildJvm;
import io.millrace.model.ModelRecord;
import io.millrace.model.RegistryEntry;
import io.millrace.model.application.Application;
import io.millrace.model.qoa.Report;
import io.millrace.model.qoa.Value;
import io.millrace.topology.serde.MessageHeaders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What QoA4ML's clients send over a real RabbitMQ, on a real log. */
class ReportsOverAmqpIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir
  static Path folder;

  private static Sides sides;

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.start(folder);
  }

  @AfterAll
  static void stop() {
    sides.close();
  }

  @Test
  void applications_areTakenUpOnceRegistered_andLeftOnceDeleted() throws Exception {
    var reports = sides.log(Sides.TOPICS.reports().name());
    var dead = sides.log(Sides.TOPICS.deadLetters().name());
    try (var bridge = bridge().start();
        var reporter = new Reporter(sides.rabbit, "shop")) {
      await().atMost(PATIENCE).until(() -> bridge.state().connected());
      assertThat(reporter.report(1)).as("nobody takes what is not registered").isFalse();
      register("shop", true);
      await().atMost(PATIENCE).until(() -> reporter.report(2));
      assertThat(reporter.report(3)).isTrue();
      reporter.send("no report".getBytes(UTF_8));
      await().atMost(PATIENCE).until(() -> numbers(reports, "shop").equals(List.of(2, 3)));
      await().atMost(PATIENCE).until(() -> !dead.read().isEmpty());
      var letter = dead.read().get(dead.read().size() - 1);
      assertThat(new String(letter.value(), UTF_8)).isEqualTo("no report");
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_REASON))
          .contains("JSON");
      assertThat(MessageHeaders.text(letter.headers(), MessageHeaders.DEAD_TOPIC))
          .isEqualTo("amqp:millrace.reports.shop");
      register("shop", false);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(sides.rabbit.ctl("list_queues", "name"))
              .doesNotContain("millrace.reports.shop"));
      assertThat(bridge.state().applications()).doesNotContain("shop");
      assertThat(reporter.report(4)).as("nobody takes what is deleted").isFalse();
    }
  }

  @Test
  void reportsThatNobodyTakesWithinASecond_areTakenLater() throws Exception {
    var reports = sides.log(Sides.TOPICS.reports().name());
    register("late", true);
    try (var reporter = new Reporter(sides.rabbit, "late")) {
      try (var bridge = bridge().start()) {
        await().atMost(PATIENCE).until(() -> bridge.state().applications().contains("late"));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(reporter.report(i)).isTrue();
      }
      var channel = reporter.channel();
      await()
          .atMost(PATIENCE)
          .until(() -> channel.messageCount("millrace.late-reports.late") == 50);
      try (var bridge = bridge().start()) {
        await().atMost(PATIENCE).until(() -> numbers(reports, "late").size() >= 50);
        assertThat(bridge.state().late()).isEqualTo(50);
      }
      assertThat(numbers(reports, "late")).hasSize(50).doesNotHaveDuplicates();
    } finally {
      register("late", false);
    }
  }

  @Test
  void rabbitThatRestartsUnderLoad_losesNothing_andDoublesNothing() throws Exception {
    var reports = sides.log(Sides.TOPICS.reports().name());
    register("busy", true);
    try (var bridge = bridge().start()) {
      await().atMost(PATIENCE).until(() -> bridge.state().applications().contains("busy"));
      var taken = new ConcurrentSkipListSet<Integer>();
      var stop = new AtomicBoolean();
      var load = CompletableFuture.runAsync(() -> report("busy", taken, stop));
      await().atMost(PATIENCE).until(() -> taken.size() > 200);
      sides.rabbit.stop();
      await().atMost(PATIENCE).until(() -> !bridge.state().connected());
      assertThat(bridge.state().trouble()).contains(String.valueOf(sides.rabbit.amqpPort()));
      assertThat(bridge.toString()).doesNotContain(":rabbitmq@");
      sides.rabbit.start();
      int before = taken.size();
      await().atMost(PATIENCE).until(() -> taken.size() > before + 200);
      stop.set(true);
      load.join();
      await().atMost(PATIENCE).until(() -> numbers(reports, "busy").containsAll(taken));
      assertThat(numbers(reports, "busy")).doesNotHaveDuplicates();
      assertThat(bridge.state().reconnects()).isEqualTo(1);
    } finally {
      register("busy", false);
    }
  }

  @Test
  void bridgeThatIsKilled_losesNothing_andMarksWhatItMayDouble() throws Exception {
    var reports = sides.log(Sides.TOPICS.reports().name());
    register("killed", true);
    var taken = new ConcurrentSkipListSet<Integer>();
    var stop = new AtomicBoolean();
    var first = process(0);
    var load = CompletableFuture.runAsync(() -> report("killed", taken, stop));
    await().atMost(PATIENCE).until(() -> numbers(reports, "killed").size() > 500);
    first.kill();
    try (var second = process(1)) {
      int before = numbers(reports, "killed").size();
      await()
          .atMost(PATIENCE)
          .until(() -> !second.isAlive() || numbers(reports, "killed").size() > before + 500);
      stop.set(true);
      load.join();
      await()
          .atMost(PATIENCE)
          .until(() -> !second.isAlive() || numbers(reports, "killed").containsAll(taken));
      assertThat(second.isAlive()).as(second.output()).isTrue();
    } finally {
      register("killed", false);
    }
    var seen = new TreeSet<Integer>();
    for (var record : records(reports, "killed")) {
      if (!seen.add(number(record))) {
        assertThat(MessageHeaders.text(record.headers(), "redelivered")).isEqualTo("true");
      }
    }
  }

  @Test
  void whatTheLogRefuses_comesAgain_andTheReasonIsShown() throws Exception {
    var reports = sides.log(Sides.TOPICS.reports().name());
    var dead = sides.log(Sides.TOPICS.deadLetters().name());
    register("refused", true);
    try (var bridge = bridge().start();
        var reporter = new Reporter(sides.rabbit, "refused")) {
      await().atMost(PATIENCE).until(() -> bridge.state().applications().contains("refused"));
      // Such a topic takes nothing without a key, as letters are.
      cleanup(Sides.TOPICS.deadLetters().name(), "compact");
      for (int i = 0; i < 600; i++) {
        reporter.send("refused for a while".getBytes(UTF_8));
      }
      await().atMost(PATIENCE).until(() -> bridge.state().refusals().containsKey("refused"));
      assertThat(bridge.state().refusals().get("refused")).contains("key");
      assertThat(letters(dead)).isZero();
      cleanup(Sides.TOPICS.deadLetters().name(), "delete");
      await().atMost(PATIENCE).until(() -> letters(dead) >= 600);
      await().atMost(PATIENCE).until(() -> reporter.report(7));
      await().atMost(PATIENCE).until(() -> numbers(reports, "refused").equals(List.of(7)));
      await().atMost(PATIENCE).until(() -> bridge.state().refusals().isEmpty());
      assertThat(letters(dead)).as("each once").isEqualTo(600);
    } finally {
      cleanup(Sides.TOPICS.deadLetters().name(), "delete");
      register("refused", false);
    }
  }

  @Test
  void exchangeThatIsMadeAnew_isBoundAgain_alsoWhereItIsAnother() throws Exception {
    var reports = sides.log(Sides.TOPICS.reports().name());
    register("renewed", true);
    try (var bridge = bridge().start();
        var reporter = new Reporter(sides.rabbit, "renewed")) {
      await().atMost(PATIENCE).until(() -> bridge.state().applications().contains("renewed"));
      assertThat(reporter.report(0)).isTrue();
      var next = new AtomicInteger(1);
      var arrived = new ArrayList<>(List.of(0));
      for (boolean durable : List.of(false, true)) {
        reporter.channel().exchangeDelete("renewed_exchange");
        reporter.channel().exchangeDeclare("renewed_exchange", "topic", durable);
        await().atMost(PATIENCE).until(() -> reporter.report(next.getAndIncrement()));
        arrived.add(next.get() - 1);
        await().atMost(PATIENCE).until(() -> numbers(reports, "renewed").equals(arrived));
        assertThat(bridge.state().refusals()).isEmpty();
      }
    } finally {
      register("renewed", false);
    }
  }

  private static long letters(TopicLog dead) {
    return dead.read().stream()
        .filter(record -> record.value() != null
            && new String(record.value(), UTF_8).equals("refused for a while"))
        .count();
  }

  private static void cleanup(String topic, String policy) throws Exception {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var set =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET);
    try (var admin = Admin.create(Map.of("bootstrap.servers", sides.kafka.bootstrap()))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }
  }

  /** Sends until it is told to stop, with a new connection where one breaks. */
  private static void report(String application, Set<Integer> taken, AtomicBoolean stop) {
    int number = 0;
    while (!stop.get()) {
      try (var reporter = new Reporter(sides.rabbit, application)) {
        while (!stop.get() && reporter.channel().isOpen()) {
          if (reporter.report(number)) {
            taken.add(number);
          }
          number++;
        }
      } catch (IOException | TimeoutException e) {
        // RabbitMQ is away.
        Thread.onSpinWait();
      }
    }
  }

  private static ReportsBridge bridge() {
    return new ReportsBridge(ReportsConfig.of(
        sides.kafka.bootstrap(), Sides.TOPICS, BrokerAddress.parseAll(sides.rabbit.amqp())));
  }

  private static ChildJvm process(int run) throws IOException {
    return ChildJvm.millrace(
        folder.resolve("bridge-" + run + ".log"),
        "run",
        "bridge",
        "--data-dir",
        folder.resolve("bridge-data").toString(),
        "--bootstrap",
        sides.kafka.bootstrap(),
        "--rabbitmq",
        sides.rabbit.amqp());
  }

  private static void register(String application, boolean there) throws Exception {
    var topic = Sides.TOPICS.applications();
    var entry = new RegistryEntry<>(
        application,
        1,
        there ? Application.of(application) : null,
        Instant.now(),
        new ModelRecord.Outcome("test", null));
    sides
        .producer()
        .send(new ProducerRecord<>(
            topic.name(),
            topic.keys().serializer().serialize(topic.name(), application),
            topic.values().serializer().serialize(topic.name(), entry)))
        .get();
  }

  private static List<Integer> numbers(TopicLog log, String application) {
    return records(log, application).stream().map(ReportsOverAmqpIT::number).toList();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(TopicLog log, String application) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    for (var record : log.read()) {
      if (new String(record.key(), UTF_8).startsWith(application + "/")) {
        found.add(record);
      }
    }
    return found;
  }

  private static int number(ConsumerRecord<byte[], byte[]> record) {
    Report report =
        Sides.TOPICS.reports().values().deserializer().deserialize(record.topic(), record.value());
    return (int) ((Value.Numeric) report.observations().get(0).value()).number();
  }
}
