package io.millrace.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of a document in their order, as they are printed; only ports and the data directory are others, so
 * that a Millrace that runs here already is not disturbed. The commands find what the root of the source tree has, and
 * leave their files in a folder of the test's.
 */
final class DocumentRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final List<String> OF_THE_ROOT = List.of("millrace", "examples");

  private final Path folder;
  private final Path work;
  private final Map<String, String> elsewhere;
  private final int http = freePort();
  private final int kafka = freePort();
  private @Nullable Process background;
  private String backgroundCommands = "";
  private int blocks;

  /** @param folder of the test's */
  DocumentRun(Path folder) throws IOException {
    this(folder, Map.of());
  }

  /** @param elsewhere what stands in documents, and what takes its place here */
  DocumentRun(Path folder, Map<String, String> elsewhere) throws IOException {
    this.folder = folder;
    this.elsewhere = elsewhere;
    this.work = Files.createDirectory(folder.resolve("work"));
    for (var name : OF_THE_ROOT) {
      Files.createSymbolicLink(work.resolve(name), Checkout.ROOT.resolve(name));
    }
  }

  /** How many blocks have been run. */
  int blocks() {
    return blocks;
  }

  void run(List<ReadmeBlock> all) throws IOException, InterruptedException {
    for (var block : all) {
      switch (block.mode()) {
        case RUN -> requireOutput(block, end(block));
        case UNTIL ->
          Awaitility.await().atMost(PATIENCE).untilAsserted(() -> requireOutput(block, end(block)));
        case BACKGROUND -> start(block);
        case LISTEN -> listen(block);
        case NOT -> {}
      }
    }
  }

  /** A server that is there already, by the same commands, goes on. */
  private void start(ReadmeBlock block) throws IOException {
    if (background != null && block.commands().equals(backgroundCommands)) {
      return;
    }
    close();
    var output = folder.resolve("background-" + blocks + ".txt");
    var process = bash(block, output);
    background = process;
    backgroundCommands = block.commands();
    awaitOutput(block, process, output);
  }

  /** Runs it until it has printed what it is to print. */
  private void listen(ReadmeBlock block) throws IOException {
    var output = folder.resolve("block-" + blocks + ".txt");
    var process = bash(block, output);
    try {
      awaitOutput(block, process, output);
    } finally {
      stop(process);
    }
  }

  private static void awaitOutput(ReadmeBlock block, Process process, Path output) {
    Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
      var printed = Files.readString(output);
      assertThat(process.isAlive() || block.mode() == ReadmeBlock.Mode.LISTEN)
          .as("%s runs:%n%s", block.commands(), printed)
          .isTrue();
      if (block.mode() == ReadmeBlock.Mode.BACKGROUND && block.prints() != null) {
        // The log has words that end like it.
        assertThat(printed.lines())
            .as(block.commands())
            .anyMatch(line -> line.startsWith(String.valueOf(block.prints())));
      }
      requireOutput(block, printed);
    });
  }

  private String end(ReadmeBlock block) throws IOException, InterruptedException {
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
    boolean stays =
        block.mode() == ReadmeBlock.Mode.BACKGROUND || block.mode() == ReadmeBlock.Mode.LISTEN;
    var commands = (stays ? "exec " : "set -e\n") + elsewhere(block.commands());
    var process = new ProcessBuilder("bash", "-c", commands)
        .directory(work.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    process.environment().put("MILLRACE_SERVER", "http://127.0.0.1:" + http);
    return process.start();
  }

  private String elsewhere(String commands) {
    var replaced = commands;
    for (var one : elsewhere.entrySet()) {
      replaced = replaced.replace(one.getKey(), one.getValue());
    }
    return replaced
        .replace("localhost:8080", "localhost:" + http)
        .replace("127.0.0.1:8080", "127.0.0.1:" + http)
        .replace("localhost:9092", "localhost:" + kafka)
        .replace("--mongodb embedded", "--mongodb embedded:0")
        .replace(
            "./millrace up",
            "./millrace up --data-dir %s --port %d --kafka-port %d"
                .formatted(folder.resolve("data"), http, kafka));
  }

  private static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    process.onExit().orTimeout(60, SECONDS).join();
  }

  /** Ends what runs in the background. */
  @Override
  public void close() {
    if (background != null) {
      stop(background);
      background = null;
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
