package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.connectors.deployer.RunningDeployerContract;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.DeploymentEvent;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.InstanceKey;
import io.millrace.model.deployment.container.ContainerSpec;
import io.millrace.model.deployment.container.HealthCheck;
import io.millrace.model.deployment.container.RestartPolicy;
import io.millrace.model.node.DeployNode;
import io.millrace.port.Deployer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract on real engines. */
@Tag("docker")
class DockerDeployerIT extends RunningDeployerContract {
  private static Engines engines;

  private final List<Deployer> open = new ArrayList<>();

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
    // The loop may still work until its own end; what it makes after this goes with the engines.
    closeLoop();
    open.forEach(Deployer::close);
    engines.clear();
  }

  @Override
  protected Deployer deployer() {
    if (open.isEmpty()) {
      open.add(new DockerDeployer(Engines.CONFIG));
    }
    return open.get(0);
  }

  @Override
  protected DeployNode node() {
    return engines.one();
  }

  @Override
  protected DeployNode otherNode() {
    return engines.other();
  }

  @Override
  protected ContainerSpec lasting() {
    return Engines.lasting();
  }

  @Override
  protected ContainerSpec checked() {
    var often =
        new HealthCheck.Timing(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ZERO, 1);
    return lasting().withHealth(new HealthCheck(List.of("test", "-e", "/tmp/well"), often));
  }

  @Override
  protected void kill(InstanceKey key) {
    engines.first.docker("kill", Engines.name(key));
  }

  @Override
  protected void health(InstanceKey key, boolean well) {
    engines.first.docker("exec", Engines.name(key), well ? "touch" : "rm", "/tmp/well");
  }

  @Test
  void processKilledOnTheHost_isStartedAgainByTheEngine() throws Exception {
    want(Wishes.state(1, List.of(node()), Wishes.instance("a1", 1, node(), lasting())));
    awaitRunning("a1");
    var before = running();
    long pid = engines.first.pid(Engines.name(Wishes.key("a1")));
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();

    soon()
        .untilAsserted(() -> assertThat(reports.of(Wishes.key("a1")))
            .endsWith(Kind.DIED, Kind.STARTED, Kind.HEALTHY));
    assertThat(running()).as("the same container").isEqualTo(before);
  }

  @Test
  void containerRemovedBySomeoneElse_isReportedAndMadeAgain() {
    want(Wishes.state(1, List.of(node()), Wishes.instance("a1", 1, node(), lasting())));
    awaitRunning("a1");
    engines.first.docker("rm", "-f", Engines.name(Wishes.key("a1")));

    awaitRunning("a1");
    soon()
        .untilAsserted(() ->
            assertThat(reports.of(Wishes.key("a1"))).containsSubsequence(Kind.DIED, Kind.STARTED));
  }

  @Test
  void commandThatFailsAtOnce_isReportedWithItsExitCode() {
    var failing = lasting().withCommand("sh", "-c", "exit 3").withRestart(RestartPolicy.NEVER);
    want(Wishes.state(1, List.of(node()), Wishes.instance("a1", 1, node(), failing)));

    soon()
        .untilAsserted(() -> assertThat(reports.events())
            .filteredOn(event -> event.kind() == Kind.DIED)
            .extracting(DeploymentEvent::exitCode, DeploymentEvent::reason)
            .containsExactly(tuple(3, "exit code 3")));
  }

  @Test
  void whatIsNotOurs_isLeftAlone() {
    var theirs = engines.first.docker("run", "-d", "millrace-test:1", "sleep", "100000");
    want(Wishes.state(1, List.of(node()), Wishes.instance("a1", 1, node(), lasting())));
    awaitRunning("a1");
    want(Wishes.state(2, List.of(node())));
    awaitRunning();

    assertThat(engines.first.docker("ps", "-q", "--no-trunc")).isEqualTo(theirs);
  }
}
