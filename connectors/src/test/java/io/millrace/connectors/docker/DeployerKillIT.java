package io.millrace.connectors.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.node.DeployNode;
import io.millrace.testing.docker.DockerEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A deployer's process is killed in the midst of its work, again and again. */
@Tag("docker")
class DeployerKillIT {
  private static final int KILLS = 6;
  private static final int LONGEST_MILLIS = 1500;

  private static Engines engines;

  @BeforeAll
  static void start() {
    engines = new Engines();
  }

  @AfterAll
  static void stop() {
    engines.close();
  }

  private static List<DeployNode> nodes() {
    return List.of(engines.one(), engines.other());
  }

  private static Process process(long epoch) throws IOException {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        DeployerProcess.class.getName(),
        String.valueOf(epoch)));
    nodes().forEach(node -> command.add(node.address().toString()));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Every container, running or not, with its allocation and epoch. */
  private static List<String> all(DockerEngine engine) {
    return engine
        .docker(
            "ps",
            "-a",
            "--format",
            "{{.Label \"io.millrace.allocation\"}}@{{.Label \"io.millrace.epoch\"}} {{.State}}")
        .lines()
        .toList();
  }

  private static List<String> wanted(long epoch, DeployNode node) {
    return DeployerProcess.state(epoch, nodes()).on(node.name()).stream()
        .map(instance -> instance.key().allocation() + "@" + instance.epoch() + " running")
        .toList();
  }

  @Test
  void afterTheLast_exactlyWhatWasDecidedRuns() throws Exception {
    var random = new Random(7);
    long epoch = 0;
    for (int i = 0; i < KILLS; i++) {
      var process = process(++epoch);
      // It says when it begins, so that each is killed at another point of its work.
      assertThat(process.getInputStream().read()).isEqualTo('b');
      assertThat(process.waitFor(random.nextInt(LONGEST_MILLIS), TimeUnit.MILLISECONDS))
          .isFalse();
      process.destroyForcibly().waitFor();
    }
    long last = epoch;
    var process = process(last);
    try {
      Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
        assertThat(all(engines.first))
            .containsExactlyInAnyOrderElementsOf(wanted(last, nodes().get(0)));
        assertThat(all(engines.second))
            .containsExactlyInAnyOrderElementsOf(wanted(last, nodes().get(1)));
      });
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
