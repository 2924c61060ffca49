package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.launcher.ChildJvm;
import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.scheduler.log.LogHistory;
import io.millrace.testing.docker.DockerEngine;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.registry.CompactedView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scheduler and deployer, each in a process of its own, are killed under load: every command is decided once, no node
 * ever holds more than it has, and in the end exactly the decided containers run.
 */
class PlacementKillIT {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> PARTS = List.of("scheduler", "deployer");
  private static final long CAPACITY = 1000;
  private static final long DEMAND = 200;
  private static final int COMMANDS = 40;

  @TempDir
  Path folder;

  private final Random random = new Random(Long.getLong("millrace.soak.seed", 11));
  private int sent;
  private int started;

  @Test
  void nothingIsLostDoubledOrOverCommitted() throws Exception {
    kill(2);
  }

  @Test
  @Tag("soak")
  void nothingIsLostDoubledOrOverCommitted_afterFiftyKills() throws Exception {
    kill(Integer.getInteger("millrace.soak.kills", 50));
  }

  private void kill(int times) throws Exception {
    try (var broker = TestBroker.start(folder, TOPICS);
        var engine = DockerEngine.start();
        var producer = new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      send(producer, """
          {"type": "add-node", "spec": {"id": "n", "address": "%s",
           "capacity": {"millicpu": %d, "rss": 1000}}}""".formatted(engine.address(), CAPACITY));
      for (int i = 0; i < 3; i++) {
        send(producer, service(i));
      }
      var processes = new ArrayList<ChildJvm>();
      try {
        for (var part : PARTS) {
          processes.add(start(broker, part));
        }
        // One after the other, each at another point of its work.
        for (int i = 0; i < times; i++) {
          int which = i % PARTS.size();
          processes.get(which).awaitReady();
          load(producer);
          TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
          processes.get(which).kill();
          processes.set(which, start(broker, PARTS.get(which)));
        }
        for (var process : processes) {
          process.awaitReady();
        }
        load(producer);
        assertDecided(broker);
        assertRunning(broker, engine, processes);
        System.out.printf("%d kills, %d commands%n", times, sent);
      } finally {
        processes.forEach(ChildJvm::close);
      }
      assertNeverOverCommitted(broker);
    }
  }

  private static String service(int i) {
    return """
        {"type": "add-service", "spec": {"id": "s%d", "replicas": 1,
         "container": {"image": "%s", "command": ["sleep", "100000"]},
         "demand": {"resources": {"millicpu": %d, "rss": 16}}}}""".formatted(i, DockerEngine.IMAGE, DEMAND);
  }

  private void load(KafkaProducer<String, byte[]> producer) throws Exception {
    for (int i = 0; i < COMMANDS; i++) {
      int service = random.nextInt(3);
      if (random.nextInt(6) == 0) {
        send(producer, "{\"type\":\"remove-service\",\"service\":\"s%d\"}".formatted(service));
        send(producer, service(service));
      } else {
        send(
            producer,
            "{\"type\":\"scale-service\",\"service\":\"s%d\",\"replicas\":%d}"
                .formatted(service, random.nextInt(4)));
      }
    }
  }

  private void send(KafkaProducer<String, byte[]> producer, String command) throws Exception {
    var named =
        command.replace("{\"type\"", "{\"origin\":{\"id\":\"sent-%d\"},\"type\"".formatted(sent++));
    producer
        .send(new ProducerRecord<>(
            TOPICS.allocationRequests().name(), "default", named.getBytes(UTF_8)))
        .get();
  }

  private ChildJvm start(TestBroker broker, String part) throws IOException {
    return ChildJvm.millrace(
        folder.resolve("%s-%d.log".formatted(part, started++)),
        "run",
        part,
        "--bootstrap",
        broker.bootstrap(),
        "--data-dir",
        folder.resolve(part).toString(),
        "--no-pull");
  }

  private void assertDecided(TestBroker broker) {
    var history = new LogHistory(TOPICS, broker.bootstrap());
    await().atMost(PATIENCE).untilAsserted(() -> {
      var verified = history.verify((done, of) -> {});
      assertThat(verified.difference()).isNull();
      assertThat(verified.pending()).isZero();
      assertThat(verified.commands()).isGreaterThanOrEqualTo(sent);
    });
    var first = decisions(broker).stream()
        .filter(decision -> decision.stamp().number() == 0)
        .map(decision -> decision.stamp().command())
        .filter(command -> command.startsWith("sent-"))
        .toList();
    assertThat(first).hasSize(sent).doesNotHaveDuplicates();
  }

  private static List<Decision> decisions(TestBroker broker) {
    var decisions = new ArrayList<Decision>();
    try (var log = new CommittedLog(broker.bootstrap(), TOPICS.allocationDecisions())) {
      await().atMost(PATIENCE).until(() -> log.read().isAtEnd());
      var values = TOPICS.allocationDecisions().values().deserializer();
      log.records()
          .forEach(record -> decisions.add(values.deserialize(record.topic(), record.value())));
    }
    return decisions;
  }

  /** What a node holds follows from the decisions in their order. */
  private static void assertNeverOverCommitted(TestBroker broker) {
    var held = new HashMap<String, String>();
    var ever = new HashSet<String>();
    for (var decision : decisions(broker)) {
      if (decision instanceof Decision.Placed placed) {
        var id = placed.allocation().id();
        assertThat(ever.add(id)).as("allocation %s is placed once", id).isTrue();
        held.put(id, placed.allocation().node());
        assertThat(held.size() * DEMAND).as("held").isLessThanOrEqualTo(CAPACITY);
      } else if (decision instanceof Decision.Freed freed) {
        assertThat(held.remove(freed.allocation())).isNotNull();
      }
    }
    assertThat(ever).hasSizeGreaterThan(20);
  }

  private static void assertRunning(
      TestBroker broker, DockerEngine engine, List<ChildJvm> processes) {
    try (var view = new CompactedView<>(TOPICS.allocations(), broker.bootstrap())) {
      view.start();
      await().atMost(PATIENCE).untilAsserted(() -> {
        assertThat(processes).allMatch(ChildJvm::isAlive);
        assertThat(view.catchUp(Duration.ofSeconds(10))).isTrue();
        var decided = view.values().stream()
            .filter(PoolRecord.Instance.class::isInstance)
            .map(record -> ((PoolRecord.Instance) record).entry().allocation())
            .map(one -> "%s@%d running".formatted(one.id(), one.epoch()))
            .collect(Collectors.toSet());
        var there = engine
            .docker(
                "ps",
                "-a",
                "--format",
                "{{.Label \"io.millrace.allocation\"}}@{{.Label \"io.millrace.epoch\"}} {{.State}}")
            .lines()
            .filter(line -> !line.isEmpty())
            .toList();
        assertThat(there).containsExactlyInAnyOrderElementsOf(decided);
      });
    }
  }
}
