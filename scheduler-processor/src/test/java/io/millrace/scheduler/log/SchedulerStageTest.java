package io.millrace.scheduler.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.placement.decision.Decision;
import io.millrace.model.placement.state.PoolChanges;
import io.millrace.model.placement.state.PoolRecord;
import io.millrace.port.PlacementMeter;
import io.millrace.topology.StageRunner;
import io.millrace.topology.Topics;
import io.millrace.topology.TopicsConfig;
import io.millrace.topology.serde.MessageHeaders;
import io.millrace.topology.serde.placement.PlacementJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulerStageTest {
  private static final Topics TOPICS = new Topics(TopicsConfig.DEFAULTS);
  private static final String NODE = """
      {"type": "add-node", "spec": {"id": "%s", "address": "memory://",
       "capacity": {"millicpu": 1000, "rss": 1000}}}""";
  private static final String SERVICE = """
      {"type": "add-service", "origin": {"id": "mine"}, "spec": {"id": "web", "replicas": %d,
       "container": {"image": "busybox"}, "demand": {"resources": {"millicpu": 400, "rss": 100}}}}""";

  @TempDir
  Path folder;

  /** The stage, and all that it wrote. */
  private static final class Driven implements AutoCloseable {
    final List<byte[]> decided = new ArrayList<>();
    final Map<String, PoolRecord> state = new HashMap<>();
    private final TopologyTestDriver driver;

    Driven(Path folder) {
      this(folder, PlacementMeter.NONE);
    }

    Driven(Path folder, PlacementMeter meter) {
      var properties = new Properties();
      properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
      driver = new TopologyTestDriver(
          StageRunner.topology(new SchedulerStage(TOPICS, meter)), properties);
    }

    List<Decision> send(@Nullable String pool, String json) {
      driver
          .createInputTopic(
              TOPICS.allocationRequests().name(),
              new ByteArraySerializer(),
              new ByteArraySerializer())
          .pipeInput(pool == null ? null : pool.getBytes(UTF_8), json.getBytes(UTF_8));
      var allocations = driver.createOutputTopic(
          TOPICS.allocations().name(), new StringDeserializer(), new ByteArrayDeserializer());
      allocations.readRecordsToList().forEach(record -> {
        if (record.value() == null) {
          state.remove(record.key());
        } else {
          state.put(record.key(), PlacementJson.read(record.value(), PoolRecord.class));
        }
      });
      var now = driver
          .createOutputTopic(
              TOPICS.allocationDecisions().name(),
              new StringDeserializer(),
              new ByteArrayDeserializer())
          .readValuesToList();
      decided.addAll(now);
      return now.stream()
          .map(bytes -> PlacementJson.read(bytes, Decision.class))
          .toList();
    }

    KeyValueStore<String, byte[]> store() {
      return driver.getKeyValueStore(SchedulerStage.STORE);
    }

    List<String> deadReasons() {
      return driver
          .createOutputTopic(
              TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .stream()
          .map(record ->
              new String(record.headers().lastHeader(MessageHeaders.DEAD_REASON).value(), UTF_8))
          .toList();
    }

    @Override
    public void close() {
      driver.close();
    }
  }

  /** What a meter is told. */
  private static final class Noted implements PlacementMeter {
    final List<String> told = new ArrayList<>();

    @Override
    public void decided(String pool, List<Decision> decisions, long nanos) {
      assertThat(nanos).isPositive();
      told.add("%s decided %d".formatted(pool, decisions.size()));
    }

    @Override
    public void changed(String pool, PoolChanges changes) {
      told.add("%s has %d nodes, %d instances more"
          .formatted(pool, changes.nodes().size(), changes.instances().size()));
    }

    @Override
    public void left() {
      told.add("left");
    }
  }

  @Test
  void theMeter_isToldOfAllThatIsDecided_andOfAllThatIsThereAtTheStart() {
    var noted = new Noted();
    try (var stage = new Driven(folder, noted)) {
      stage.send("b", NODE.formatted("n1"));
      stage.send("a#2", NODE.formatted("n1"));
      stage.send("b", SERVICE.formatted(1));
      stage.send(null, "{}");
    }
    assertThat(noted.told)
        .containsExactly(
            "b decided 1",
            "b has 1 nodes, 0 instances more",
            "a#2 decided 1",
            "a#2 has 1 nodes, 0 instances more",
            "b decided 2",
            "b has 0 nodes, 1 instances more",
            "null decided 1",
            "left");
  }

  @Test
  void pools_areFoundAtTheStart_beforeAnyCommand() {
    Map<String, byte[]> stored = new HashMap<>();
    try (var stage = new Driven(folder.resolve("before"))) {
      for (var pool : List.of("b", "a", "a-b", "a#2", "default")) {
        stage.send(pool, NODE.formatted("n1"));
      }
      try (var all = stage.store().all()) {
        all.forEachRemaining(entry -> stored.put(entry.key, entry.value));
      }
    }
    var noted = new Noted();
    try (var stage = new Driven(folder.resolve("after"))) {
      stored.forEach(stage.store()::put);
      new StoredPools(stage.store(), noted).loadAll();
    }
    assertThat(noted.told)
        .hasSize(5)
        .allMatch(told -> told.endsWith(" has 1 nodes, 0 instances more"))
        .anyMatch(told -> told.startsWith("a#2 "))
        .anyMatch(told -> told.startsWith("default "));
  }

  @Test
  void commands_becomeDecisionsAndState() {
    try (var stage = new Driven(folder)) {
      stage.send("default", NODE.formatted("n1"));
      var decisions = stage.send("default", SERVICE.formatted(3));

      assertThat(decisions).hasSize(4);
      assertThat(decisions.get(0)).isInstanceOf(Decision.Applied.class);
      assertThat(decisions)
          .allSatisfy(decision -> assertThat(decision.stamp().command()).isEqualTo("mine"));
      assertThat(decisions.subList(1, 3))
          .allSatisfy(decision ->
              assertThat(((Decision.Placed) decision).allocation().node()).isEqualTo("n1"));
      assertThat(decisions.get(3)).isInstanceOf(Decision.Queued.class);
      assertThat(stage.state.values().stream()
              .filter(PoolRecord.Instance.class::isInstance)
              .count())
          .isEqualTo(2);

      stage.send("default", "{\"type\":\"remove-service\",\"service\":\"web\"}");
      stage.send("default", "{\"type\":\"remove-node\",\"node\":\"n1\"}");
      assertThat(stage.state.keySet())
          .containsExactlyInAnyOrder("default|head", "default|known", "default|node|n1");
      assertThat(stage.state.get("default|node|n1")).isInstanceOf(PoolRecord.NodeGone.class);
    }
  }

  @Test
  void aServiceThatComesAgain_usesNoIdAgain() {
    try (var stage = new Driven(folder)) {
      stage.send("default", NODE.formatted("n1"));
      var ids = new ArrayList<String>();
      for (int i = 0; i < 3; i++) {
        stage.send("default", SERVICE.formatted(2)).stream()
            .filter(Decision.Placed.class::isInstance)
            .forEach(placed -> ids.add(((Decision.Placed) placed).allocation().id()));
        stage.send("default", "{\"type\":\"remove-service\",\"service\":\"web\"}");
      }
      assertThat(ids).hasSize(6).doesNotHaveDuplicates();
    }
  }

  @Test
  void pools_areApart() {
    try (var stage = new Driven(folder)) {
      stage.send("a", NODE.formatted("n1"));
      assertThat(stage.send("b", SERVICE.formatted(1)).get(1)).isInstanceOf(Decision.Queued.class);
      assertThat(stage.send("a", SERVICE.formatted(1)).get(1)).isInstanceOf(Decision.Placed.class);
    }
  }

  @Test
  void whatCannotBeRead_isAnsweredAndDiesWithItsReason() {
    try (var stage = new Driven(folder)) {
      stage.send("default", NODE.formatted("n1"));
      var answer = stage.send(
          "default",
          "{\"type\":\"scale-service\",\"origin\":{\"id\":\"odd\"},\"service\":\"web\",\"replicas\":\"x\"}");
      assertThat(answer).hasSize(1);
      assertThat(answer.get(0).stamp().command()).isEqualTo("odd");
      assertThat(((Decision.Refused) answer.get(0)).reason())
          .isEqualTo("replicas: a whole number is wanted, not \"x\"");
      stage.send(null, NODE.formatted("n2"));
      assertThat(stage.deadReasons())
          .containsExactly(
              "replicas: a whole number is wanted, not \"x\"",
              "the record has no key; it has to name the pool");
      assertThat(stage.send("default", SERVICE.formatted(1)).get(1))
          .isInstanceOf(Decision.Placed.class);
    }
  }

  @Test
  void aCommandThatWouldNotFitIntoARecord_isRefused_andTheNextOneDecided() {
    try (var stage = new Driven(folder)) {
      var shapes = String.join(",", Collections.nCopies(20_000, "{\"share\":1}"));
      var policy = "{\"type\":\"set-policy\",\"policy\":{\"name\":\"p\",\"shapes\":[%s]}}";
      assertThat(stage.send("default", policy.formatted(shapes)))
          .singleElement()
          .isInstanceOf(Decision.Refused.class);
      assertThat(stage.deadReasons())
          .singleElement()
          .asString()
          .contains("bytes with all that it leaves out");
      assertThat(stage.send("default", NODE.formatted("n1")).get(0))
          .isInstanceOf(Decision.Applied.class);
    }
  }

  @Test
  void aStageThatStartsAnew_goesOnAsIfItHadNot() {
    var commands = new ArrayList<String>();
    for (int i = 0; i < 4; i++) {
      commands.add(NODE.formatted("n" + i));
    }
    commands.add(SERVICE.formatted(7).replace("\"origin\": {\"id\": \"mine\"}, ", ""));
    commands.add("{\"type\":\"change-node\",\"node\":\"n1\",\"to\":\"lost\"}");
    commands.add("{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":3}");
    commands.add("{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":6}");
    commands.add("{\"type\":\"change-node\",\"node\":\"n2\",\"to\":\"draining\"}");
    var through = new ArrayList<String>();
    try (var stage = new Driven(folder.resolve("through"))) {
      for (int i = 0; i < commands.size(); i++) {
        stage.send("default", named(commands.get(i), i));
      }
      stage.decided.forEach(bytes -> through.add(new String(bytes, UTF_8)));
    }
    var again = new ArrayList<String>();
    Map<String, byte[]> stored = new HashMap<>();
    for (int i = 0; i < commands.size(); i++) {
      try (var stage = new Driven(folder.resolve("part-" + i))) {
        stored.forEach(stage.store()::put);
        stage.send("default", named(commands.get(i), i));
        stage.decided.forEach(bytes -> again.add(new String(bytes, UTF_8)));
        stored.clear();
        try (var all = stage.store().all()) {
          all.forEachRemaining(entry -> stored.put(entry.key, entry.value));
        }
      }
    }
    assertThat(through).hasSizeGreaterThan(15);
    assertThat(again).containsExactlyElementsOf(through);
  }

  private static String named(String command, int i) {
    return command.replace("\"type\"", "\"origin\": {\"id\": \"c%d\"}, \"type\"".formatted(i));
  }
}
