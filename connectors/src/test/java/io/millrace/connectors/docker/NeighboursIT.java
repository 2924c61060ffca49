package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.deployer.DeployConfig;
import io.millrace.connectors.deployer.DeploymentLoop;
import io.millrace.connectors.deployer.RecordedReports;
import io.millrace.connectors.deployer.Wishes;
import io.millrace.model.deployment.DeploymentEvent.Kind;
import io.millrace.model.deployment.container.PublishedPort;
import io.millrace.testing.docker.DockerEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

/** Beside containers of another program, here Testcontainers, on one engine. */
@Tag("docker")
class NeighboursIT {

  @Test
  void instance_isReachedByItsNeighbour_whichOutlivesIt() throws Exception {
    try (var engine = DockerEngine.start()) {
      PrivateEngineStrategy.use(engine.address());
      try (var neighbour =
          new GenericContainer<>(DockerEngine.IMAGE).withCommand("sleep", "100000")) {
        neighbour.start();
        beside(engine, neighbour);
        assertThat(neighbour.isRunning()).isTrue();
      }
    }
  }

  private static void beside(DockerEngine engine, GenericContainer<?> neighbour) {
    var reports = new RecordedReports();
    var node = Engines.node("n1", engine);
    var spec = Engines.lasting()
        .withCommand("httpd", "-f", "-p", "8080", "-h", "/www")
        .withPorts(PublishedPort.tcp(8080));
    try (var deployer = new DockerDeployer(Engines.CONFIG);
        var loop =
            new DeploymentLoop(deployer, reports, DeployConfig.USUAL, InstantSource.system())) {
      loop.want(Wishes.state(1, List.of(node), Wishes.instance("a1", 1, node, spec)));
      awaitLast(reports, Kind.HEALTHY);
      var address = engine.docker(
          "inspect", "-f", "{{.NetworkSettings.IPAddress}}", Engines.name(Wishes.key("a1")));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(neighbour
                  .execInContainer("wget", "-qO-", "http://%s:8080/index.html".formatted(address))
                  .getStdout())
              .isEqualTo("millrace\n"));
      loop.want(Wishes.state(2, List.of(node)));
      awaitLast(reports, Kind.REMOVED);
      assertThat(engine.docker("ps", "-aq", "--no-trunc")).isEqualTo(neighbour.getContainerId());
    }
  }

  private static void awaitLast(RecordedReports reports, Kind kind) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(reports.of(Wishes.key("a1"))).endsWith(kind));
  }
}
