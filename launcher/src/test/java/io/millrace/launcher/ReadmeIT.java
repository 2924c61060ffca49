package io.millrace.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the README in their order, from the root of the source tree, as they are printed; only ports and
 * the data directory are others, so that a Millrace that runs here already is not disturbed.
 */
@Tag("docs")
@Timeout(600)
class ReadmeIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir
  private Path folder;

  private final int http = freePort();
  private final int kafka = freePort();
  private final Deque<Process> background = new ArrayDeque<>();
  private int blocks;

  @Test
  void commands_work() throws Exception {
    for (var block : ReadmeBlock.of(Checkout.read("README.md"))) {
      switch (block.mode()) {
        case RUN -> requireOutput(block, run(block));
        case UNTIL ->
          Awaitility.await().atMost(PATIENCE).untilAsserted(() -> requireOutput(block, run(block)));
        case BACKGROUND -> start(block);
        case NOT -> {}
      }
    }
    assertThat(blocks).isGreaterThan(5);
  }

  private void start(ReadmeBlock block) throws IOException {
    stopBackground();
    var output = folder.resolve("background-" + blocks + ".txt");
    var process = bash(block, output);
    background.push(process);
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
      assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
      requireOutput(block, Files.readString(output));
    });
  }

  private String run(ReadmeBlock block) throws IOException, InterruptedException {
    var output = folder.resolve("block-" + blocks + ".txt");
    var process = bash(block, output);
    boolean ended = process.waitFor(PATIENCE.toSeconds(), SECONDS);
    process.destroyForcibly();
    var printed = Files.readString(output, UTF_8);
    assertThat(ended).as("%s ends:%n%s", block.commands(), printed).isTrue();
    if (block.mode() == ReadmeBlock.Mode.RUN) {
      assertThat(process.exitValue()).as("%s:%n%s", block.commands(), printed).isEqualTo(0);
    }
    return printed;
  }

  private static void requireOutput(ReadmeBlock block, @Nullable String printed) {
    if (block.prints() != null) {
      assertThat(printed).as(block.commands()).contains(block.prints());
    }
  }

  private Process bash(ReadmeBlock block, Path output) throws IOException {
    blocks++;
    // A single command takes the place of the shell, so that it gets the signal that ends it.
    var commands = (block.mode() == ReadmeBlock.Mode.BACKGROUND ? "exec " : "set -e\n")
        + elsewhere(block.commands());
    var process = new ProcessBuilder("bash", "-c", commands)
        .directory(Checkout.ROOT.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    process.environment().put("MILLRACE_SERVER", "http://127.0.0.1:" + http);
    return process.start();
  }

  private String elsewhere(String commands) {
    return commands
        .replace("localhost:8080", "localhost:" + http)
        .replace("localhost:9092", "localhost:" + kafka)
        .replace(
            "./millrace up",
            "./millrace up --data-dir %s --port %d --kafka-port %d"
                .formatted(folder.resolve("data"), http, kafka));
  }

  @AfterEach
  void stopBackground() {
    while (!background.isEmpty()) {
      var process = background.pop();
      process.destroy();
      process.onExit().orTimeout(60, SECONDS).join();
    }
  }

  private static int freePort() {
    try (var probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }
}
