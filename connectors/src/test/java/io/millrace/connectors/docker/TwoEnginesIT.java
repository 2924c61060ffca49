package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.deployer.DeployConfig;
import io.millrace.connectors.deployer.DeploymentLoop;
import io.millrace.connectors.deployer.RecordedReports;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.DesiredInstance;
import io.millrace.model.node.DeployNode;
import io.millrace.testing.docker.DockerEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pool goes through, on two real engines: place, start, kill, lose, drain, and engines that restart. */
@Tag("docker")
@Tag("soak")
class TwoEnginesIT {
  private static Engines engines;

  private final DockerDeployer deployer = new DockerDeployer(Engines.CONFIG);
  private final RecordedReports reports = new RecordedReports();
  private final DeploymentLoop loop = new DeploymentLoop(
      deployer,
      reports,
      DeployConfig.USUAL
          .withResync(Duration.ofMillis(500))
          .withRetry(Duration.ofMillis(200), Duration.ofSeconds(1)),
      InstantSource.system());

  @BeforeAll
  static void start() {
    engines = new Engines();
  }

  @AfterAll
  static void stop() {
    engines.close();
  }

  @AfterEach
  void clear() {
    loop.close();
    deployer.close();
    engines.clear();
  }

  private static List<DeployNode> nodes() {
    return List.of(engines.one(), engines.other());
  }

  private static DesiredInstance wish(String allocation, long epoch, DeployNode node) {
    return Wishes.instance(allocation, epoch, node, Engines.lasting());
  }

  private void want(long epoch, DesiredInstance... instances) {
    loop.want(Wishes.state(epoch, nodes(), instances));
  }

  private static DesiredInstance[] each(int count, long epoch, DeployNode node) {
    return IntStream.range(0, count)
        .mapToObj(i -> wish(node.name() + "-" + i, epoch, node))
        .toArray(DesiredInstance[]::new);
  }

  private static DesiredInstance[] both(DesiredInstance[] some, DesiredInstance[] more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(DesiredInstance[]::new);
  }

  private static Set<String> names(DesiredInstance[] instances) {
    return Stream.of(instances)
        .map(instance -> Engines.name(instance.key()))
        .collect(Collectors.toSet());
  }

  /** The names of all containers, running or not. */
  private static List<String> all(DockerEngine engine) {
    return engine.docker("ps", "-a", "--format", "{{.Names}}").lines().toList();
  }

  private static List<String> up(DockerEngine engine) {
    return engine.docker("ps", "--format", "{{.Names}}").lines().toList();
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }

  /** Exactly these run, and nothing else is left. */
  private static void awaitExactly(DockerEngine engine, DesiredInstance... instances) {
    soon().untilAsserted(() -> {
      assertThat(up(engine)).containsExactlyInAnyOrderElementsOf(names(instances));
      assertThat(all(engine)).hasSameElementsAs(up(engine)).doesNotHaveDuplicates();
    });
  }

  @Test
  void placed_lost_cameBack_andDrained() {
    var here = each(2, 1, engines.one());
    var there = each(2, 1, engines.other());
    want(1, both(here, there));
    awaitExactly(engines.first, here);
    awaitExactly(engines.second, there);

    // The second machine is lost: its engine is gone, what it ran runs on, and is placed anew on
    // the first.
    engines.second.kill();
    soon().untilAsserted(() -> assertThat(reports.nodes()).contains("n2 is silent"));
    var anew =
        new DesiredInstance[] {wish("again-0", 2, engines.one()), wish("again-1", 2, engines.one())
        };
    want(2, both(here, anew));
    awaitExactly(engines.first, both(here, anew));

    // It comes back, and what was given up on it goes.
    engines.second.startAgain();
    awaitExactly(engines.second);
    assertThat(reports.nodes()).endsWith("n2 answers");

    // The first is drained onto it.
    var moved = each(4, 3, engines.other());
    want(3, moved);
    awaitExactly(engines.second, moved);
    awaitExactly(engines.first);
    assertThat(reports.of(here[0].key())).containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.REMOVED);
  }

  @Test
  void engineStoppedAndStarted_runsWhatItRan_onceEach() {
    var wanted = each(3, 1, engines.one());
    want(1, wanted);
    awaitExactly(engines.first, wanted);
    engines.first.stop();
    soon().untilAsserted(() -> assertThat(reports.nodes()).endsWith("n1 is silent"));
    engines.first.startAgain();

    soon().untilAsserted(() -> assertThat(reports.nodes()).endsWith("n1 answers"));
    awaitExactly(engines.first, wanted);
  }

  @Test
  void engineKilledAndStarted_runsWhatItRan_onceEach() {
    var wanted = each(3, 1, engines.one());
    want(1, wanted);
    awaitExactly(engines.first, wanted);
    engines.first.kill();
    engines.first.startAgain();

    awaitExactly(engines.first, wanted);
    soon()
        .untilAsserted(
            () -> assertThat(reports.of(wanted[0].key())).endsWith(Kind.STARTED, Kind.HEALTHY));
  }

  @Test
  void containersKilledBehindOurBack_runAgain() {
    var wanted = each(3, 1, engines.one());
    want(1, wanted);
    awaitExactly(engines.first, wanted);
    for (var instance : wanted) {
      engines.first.docker("kill", Engines.name(instance.key()));
    }

    for (var instance : wanted) {
      soon()
          .untilAsserted(() -> assertThat(reports.of(instance.key()))
              .containsExactly(Kind.STARTED, Kind.HEALTHY, Kind.DIED, Kind.STARTED, Kind.HEALTHY));
    }
    awaitExactly(engines.first, wanted);
  }
}
