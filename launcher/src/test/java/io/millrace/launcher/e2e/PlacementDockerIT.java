package io.millrace.launcher.e2e;

import static io.millrace.launcher.e2e.PlacementIT.await;
import static io.millrace.launcher.e2e.PlacementIT.millrace;
import static io.millrace.launcher.e2e.PlacementIT.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connectors.deployer.DeployConfig;
import io.millrace.connectors.docker.DockerConfig;
import io.millrace.connectors.placement.DeploymentConfig;
import io.millrace.launcher.pipeline.DeployConfiguration;
import io.millrace.launcher.pipeline.OutConfig;
import io.millrace.launcher.pipeline.Part;
import io.millrace.testing.docker.DockerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services on two real Docker engines: placed, mended, moved, scaled, and moved again when an engine goes away. */
class PlacementDockerIT {
  private static final DeployConfiguration DEPLOY = new DeployConfiguration(
      DeploymentConfig.USUAL
          .withSilence(Duration.ofSeconds(3))
          .withLoop(DeployConfig.USUAL
              .withResync(Duration.ofSeconds(1))
              .withRetry(Duration.ofMillis(500), Duration.ofSeconds(2))),
      DockerConfig.USUAL.withPull(DockerConfig.Pull.NEVER).withStop(Duration.ofSeconds(1)),
      null,
      null,
      List.of());

  @TempDir
  Path folder;

  private static List<String> running(DockerEngine engine) {
    return engine.docker("ps", "-q").lines().filter(line -> !line.isEmpty()).toList();
  }

  private static void add(Millrace millrace, String node, DockerEngine engine) {
    millrace(
        millrace,
        0,
        "node",
        "add",
        node,
        "--address",
        engine.address(),
        "--cpu",
        "1000",
        "--memory",
        "512");
  }

  @Test
  void containers_runWhereTheyAreDecided() throws Exception {
    var parts = EnumSet.of(Part.INGRESS, Part.SCHEDULER, Part.DEPLOYER);
    try (var first = DockerEngine.start();
        var second = DockerEngine.start();
        var millrace = Millrace.start(folder.resolve("data"), parts, OutConfig.NONE, DEPLOY)) {
      add(millrace, "a", first);
      add(millrace, "b", second);
      millrace(
          millrace,
          0,
          "service",
          "add",
          "web",
          "--image",
          DockerEngine.IMAGE,
          "--run",
          "sleep",
          "--run",
          "100000",
          "--replicas",
          "3",
          "--cpu",
          "300",
          "--memory",
          "16",
          "--max-per-node",
          "3");
      awaitRunning(millrace, 3);
      assertThat(running(first).size() + running(second).size()).isEqualTo(3);

      // Killed behind our back: another one comes.
      var full = running(first).isEmpty() ? second : first;
      var victim = running(full).get(0);
      full.docker("rm", "-f", victim);
      await(
          "replaced",
          () -> running(first).size() + running(second).size() == 3
              && !running(full).contains(victim));

      millrace(millrace, 0, "node", "drain", "a");
      await("drained", () -> running(first).isEmpty() && running(second).size() == 3);

      millrace(millrace, 0, "service", "scale", "web", "1");
      await("scaled in", () -> running(second).size() == 1);

      // An image that is not to be had fails everywhere, and the reason is told.
      millrace(millrace, 0, "node", "uncordon", "a");
      millrace(
          millrace,
          0,
          "service",
          "add",
          "odd",
          "--image",
          "no-such-image:1",
          "--cpu",
          "10",
          "--memory",
          "8");
      await("told why", () -> {
        var odd = read(millrace, "/pools/default/services/odd");
        return odd.path("waiting").asInt() == 1
            && odd.path("avoided").toString().contains("no-such-image");
      });
      millrace(millrace, 0, "service", "remove", "odd");

      // The engine goes away: its node is lost, and what ran there runs elsewhere.
      second.stop();
      await(
          "lost",
          () ->
              read(millrace, "/pools/default/nodes/b").path("state").asString().equals("lost"));
      await("moved to the other engine", () -> running(first).size() == 1);
      second.startAgain();
      await(
          "cleaned when it is back",
          () -> running(second).isEmpty()
              && read(millrace, "/pools/default/nodes/b")
                  .path("state")
                  .asString()
                  .equals("ready"));
      assertThat(running(first)).hasSize(1);

      // A node that is removed is cleaned all the same.
      millrace(millrace, 0, "node", "remove", "a");
      await(
          "moved and cleaned", () -> running(first).isEmpty() && running(second).size() == 1);

      millrace(millrace, 0, "service", "remove", "web");
      await(
          "gone",
          () ->
              first.docker("ps", "-aq").isEmpty() && second.docker("ps", "-aq").isEmpty());
      assertThat(millrace(millrace, 0, "replay", "--verify")).contains("byte for byte");
    }
  }

  private static void awaitRunning(Millrace millrace, int instances) {
    await(
        instances + " run",
        () -> read(millrace, "/pools/default/services/web").path("running").asInt() == instances);
  }
}
