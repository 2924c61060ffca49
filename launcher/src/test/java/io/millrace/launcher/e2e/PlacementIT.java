package io.millrace.launcher.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.placement.DeploymentConfig;
import io.millrace.connectors.quality.QualityRule;
import io.millrace.launcher.Main;
import io.millrace.launcher.pipeline.DeployConfiguration;
import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.model.contract.Severity;
import io.millrace.model.node.PoolName;
import io.millrace.model.placement.command.ServiceCommand.Improve.Action;
import io.millrace.topology.serde.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Placement over the command line and HTTP, through a real log, to nodes that only pretend. */
class PlacementIT {
  private static final Set<Part> PARTS = EnumSet.of(Part.INGRESS, Part.SCHEDULER, Part.DEPLOYER);
  private static final QualityRule MORE = new QualityRule(
      "more",
      new QualityRule.Match(
          QualityRule.On.VIOLATED, "gold", null, null, null, null, Severity.CRITICAL),
      null,
      new QualityRule.Deed(new PoolName("default"), "web", Action.SCALE_OUT, "", 2),
      new QualityRule.Pace(Duration.ZERO, Duration.ofHours(1), 1, Duration.ofHours(1)));
  private static final String[] AGENT = {
    "node", "agent", "--name", "lab", "--address", "memory://", "--interval", "1", "--for", "2"
  };
  private static final String VIOLATION = """
      {"event_id": "gold/fast/shop", "event": "opened", "contract_id": "gold", "objective": "fast",
       "metric_name": "response_time", "pipeline_id": "shop", "timestamp": "2026-01-01T00:00:00Z",
       "opened_at": "2026-01-01T00:00:00Z", "threshold_operator": "<=", "threshold_value": 1,
       "window_start": "2025-12-31T23:59:00Z", "window_end": "2026-01-01T00:00:00Z",
       "severity": "critical", "worst_value": 2.0, "recommended_action": "scale"}""";
  private static final DeployConfiguration DEPLOY = new DeployConfiguration(
      DeploymentConfig.USUAL.withSilence(Duration.ofSeconds(3)),
      DeployConfiguration.USUAL.docker(),
      null,
      null,
      List.of(MORE));

  @TempDir
  Path folder;

  /** What a command prints, for programs with {@code --json}; it must end as expected. */
  static String millrace(Millrace at, int expected, String... args) {
    var all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--server";
    all[args.length + 1] = at.uri("").toString();
    var before = System.out;
    var complaints = System.err;
    var printed = new ByteArrayOutputStream();
    var said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    System.setErr(new PrintStream(said, true, UTF_8));
    int code;
    try {
      code = Main.run(all);
    } finally {
      System.setOut(before);
      System.setErr(complaints);
    }
    var both = printed.toString(UTF_8) + said.toString(UTF_8);
    assertThat(code).as(both).isEqualTo(expected);
    // What this process logs meanwhile goes to standard error, which programs do not read.
    return List.of(args).contains("--json") ? printed.toString(UTF_8) : both;
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  static JsonNode read(Millrace at, String path) {
    try {
      return Json.MAPPER.readTree(at.get(path).body());
    } catch (Exception e) {
      throw new AssertionError(path, e);
    }
  }

  private static Map<String, Integer> onNodes(Millrace at) {
    var counts = new HashMap<String, Integer>();
    read(at, "/pools/default/allocations")
        .forEach(one -> counts.merge(one.path("node").asString(), 1, Integer::sum));
    return counts;
  }

  @Test
  void machinesOfferThemselves_areLostInSilence_andKubernetesGetsManifests() throws Exception {
    try (var millrace = Millrace.start(folder.resolve("data"), PARTS, OutConfig.NONE, DEPLOY)) {
      // Its engine answers on, but the machine does not say any more that it is there.
      await("announced", () -> {
        millrace(millrace, 0, AGENT);
        return read(millrace, "/pools/default/nodes/lab").has("spec");
      });
      var lab = read(millrace, "/pools/default/nodes/lab");
      assertThat(lab.path("spec").path("capacity").path("millicpu").asLong()).isPositive();
      millrace(millrace, 0, "node", "cordon", "lab");
      await("lost", () -> state(millrace, "lab").equals("lost"));
      assertThat(millrace(millrace, 0, "node", "get")).contains("lost, cordoned");
      await("back", () -> {
        millrace(millrace, 0, AGENT);
        return state(millrace, "lab").equals("cordoned");
      });

      millrace(
          millrace,
          0,
          "node",
          "add",
          "worker-1",
          "--address",
          "kubernetes://",
          "--cpu",
          "1000",
          "--memory",
          "1000");
      millrace(
          millrace,
          0,
          "service",
          "add",
          "web",
          "--image",
          "web:1",
          "--port",
          "80",
          "--cpu",
          "100",
          "--memory",
          "10");
      var manifests = folder.resolve("data/state/manifests");
      await(
          "written",
          () -> files(manifests).stream().anyMatch(name -> name.contains("deployment-")));
      // A promise that is broken becomes a command, which says for which violation it is.
      send(millrace, millrace.pipeline.topics().violations().name(), "gold", VIOLATION);
      await(
          "scaled out",
          () -> read(millrace, "/pools/default/services/web").path("replicas").asInt() == 3);
      millrace(millrace, 0, "service", "remove", "web");
      await(
          "removed",
          () -> files(manifests).stream().noneMatch(name -> name.contains("deployment-")));
    }
  }

  private static void assertPolicies(Millrace at, Path file) {
    assertThat(millrace(at, 0, "policy", "versions")).contains("Version 1, the default");
    assertThat(millrace(at, 0, "policy", "set", file.toString()))
        .contains("policy wide is version 2");
    assertThat(millrace(at, 0, "policy", "show")).contains("\"name\" : \"wide\"", "WORST_FIT");
    assertThat(millrace(at, 0, "policy", "versions")).contains("wide", "http");
    assertThat(millrace(at, 0, "whatif", "--policy", file.toString()))
        .contains(
            "default, then wide (in force)",
            "changes its policy once",
            "passed over in the others");
    assertThat(millrace(at, 0, "rebalance", "--dry-run", "--budget", "3"))
        .contains("rebalancing, 3 moves at most", "0 moves are possible, which would free 0.000");
    assertThat(millrace(at, 1, "rebalance", "--dry-run", "--pool", "misspelt"))
        .contains("pool misspelt: no command of it is on the log");
    assertThat(millrace(at, 1, "whatif", "--policy", file.toString(), "--pool", "misspelt"))
        .contains("pool misspelt: no command of it is on the log");
    assertThat(millrace(at, 0, "rebalance")).contains("rebalancing, 10 moves at most");
  }

  private static void send(Millrace at, String topic, String key, String json) throws Exception {
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, at.kafka.bootstrap()),
        new StringSerializer(),
        new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, json.getBytes(UTF_8))).get();
    }
  }

  private static String state(Millrace at, String node) {
    return read(at, "/pools/default/nodes/" + node).path("state").asString();
  }

  private static List<String> files(Path folder) {
    try (var all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(Path::toString).toList();
    } catch (IOException | UncheckedIOException e) {
      // It is not there yet, or changes.
      return List.of();
    }
  }

  @Test
  void services_runOnNodes_moveAndAreExplained_andGoOnAfterARestart() throws Exception {
    String explained;
    try (var millrace = Millrace.start(folder.resolve("data"), PARTS, OutConfig.NONE, DEPLOY)) {
      assertThat(millrace(millrace, 0, "replay", "--verify")).contains("the log holds no commands");
      for (var node : List.of("n1", "n2")) {
        assertThat(millrace(
                millrace,
                0,
                "node",
                "add",
                node,
                "--address",
                "memory://",
                "--cpu",
                "1000",
                "--memory",
                "1000"))
            .contains("node " + node + " added");
      }
      assertThat(millrace(millrace, 1, "node", "add", "n1", "--cpu", "1"))
          .contains("node n1 is there already");
      assertThat(millrace(
              millrace,
              0,
              "service",
              "add",
              "web",
              "--image",
              "any",
              "--replicas",
              "5",
              "--cpu",
              "400",
              "--memory",
              "10"))
          .contains("placed web", "1 of web wait: ");
      await(
          "all run",
          () -> read(millrace, "/pools/default/services/web").path("running").asInt() == 4);
      assertThat(millrace(millrace, 0, "allocations")).contains("web", "n1", "n2");

      // Anyone can write commands, and mistakes are answered and told of.
      var topic = millrace.pipeline.topics().allocationRequests().name();
      send(millrace, topic, "default", "{\"type\":\"scale-service\"}");
      send(
          millrace,
          topic,
          "default",
          "{\"type\":\"scale-service\",\"service\":\"web\",\"replicas\":3}");
      await(
          "scaled in",
          () -> read(millrace, "/pools/default/services/web").path("placed").asInt() == 3);

      millrace(millrace, 0, "service", "scale", "web", "2");
      millrace(millrace, 0, "node", "drain", "n1");
      await("drained", () -> onNodes(millrace).equals(Map.of("n2", 2)));
      assertThat(millrace(millrace, 0, "node", "get")).contains("draining");

      var allocation =
          read(millrace, "/pools/default/allocations").get(0).path("id").asString();
      explained = millrace(millrace, 0, "explain", allocation);
      assertThat(explained).contains("n1", "n2", "fragmentation");
      assertThat(millrace(millrace, 1, "explain", "nothing")).contains("no command has led to");

      var policy = Files.writeString(
          folder.resolve("policy.json"), "{\"name\": \"wide\", \"strategy\": \"worst_fit\"}");
      assertThat(millrace(millrace, 0, "whatif", "--policy", policy.toString()))
          .contains("default (in force)", "wide", "violations", "none");
      var future = Instant.now().plusSeconds(3600).toString();
      var judged = Json.MAPPER.readTree(millrace(
          millrace, 0, "whatif", "--policy", policy.toString(), "--from", future, "--json"));
      assertThat(judged.get(1).path("placed").asInt()).as("nothing came since").isZero();
      assertThat(judged.get(1).path("usage").path("instances").asInt()).isEqualTo(2);
      assertPolicies(millrace, policy);
      assertThat(millrace(millrace, 0, "replay", "--verify")).contains("byte for byte");

      assertThat(millrace.post("/pools/default/commands", "{\"type\":\"sing\"}").statusCode())
          .isEqualTo(400);
    }
    try (var millrace = Millrace.start(folder.resolve("data"), PARTS, OutConfig.NONE, DEPLOY)) {
      millrace(millrace, 0, "node", "uncordon", "n1");
      assertThat(millrace(millrace, 0, "service", "scale", "web", "4")).contains("placed web");
      await(
          "all run",
          () -> read(millrace, "/pools/default/services/web").path("running").asInt() == 4);
      assertThat(millrace(millrace, 0, "replay", "--verify")).contains("byte for byte");
    }
  }
}
