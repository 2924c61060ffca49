package io.millrace.testing.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Docker engine of the test's own: what it runs, and how it fails, touches no other. It needs root, and what
 * {@code scripts/install-test-needs.sh} installs.
 */
public final class DockerEngine implements AutoCloseable {
  /** The one image that an engine has: busybox, with {@code sh} as its command. */
  public static final String IMAGE = "millrace-test:1";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final EngineNetwork network;
  private final List<String> options;
  private Process process;

  private DockerEngine(Path folder, EngineNetwork network, List<String> options) {
    this.folder = folder;
    this.network = network;
    this.options = List.copyOf(options);
    process = launch();
  }

  /** Starts an engine that has {@link #IMAGE}; {@code options} are those of {@code dockerd}. */
  public static DockerEngine start(String... options) {
    requireNeeds();
    try {
      var folder = Files.createTempDirectory("mr-docker");
      var engine = new DockerEngine(folder, EngineNetwork.create(), List.of(options));
      engine.awaitAnswer();
      TestImage.load(engine);
      return engine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireNeeds() {
    for (var program : List.of("dockerd", "docker", "busybox", "ip", "iptables")) {
      if (!Shell.has(program)) {
        throw new AssertionError(
            "%s is missing. Maybe run scripts/install-test-needs.sh (as root: apt-get install docker.io busybox-static iproute2)"
                .formatted(program));
      }
    }
  }

  private Process launch() {
    var command = new ArrayList<>(List.of(
        Shell.find("dockerd"),
        "--data-root",
        folder.resolve("data").toString(),
        "--exec-root",
        folder.resolve("exec").toString(),
        "--pidfile",
        pidFile().toString(),
        "-H",
        address(),
        "-b",
        network.bridge(),
        "--default-address-pool",
        "base=" + network.pool()));
    command.addAll(options);
    try {
      // One that was killed leaves its file behind, and does not start while it is there.
      Files.deleteIfExists(pidFile());
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path pidFile() {
    return folder.resolve("pid");
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** Its own folder; a test may put files there. */
  public Path folder() {
    return folder;
  }

  /** Where it listens, as {@code unix://…}. */
  public String address() {
    return "unix://" + folder.resolve("docker.sock");
  }

  /** Calls the Docker command line against it and gives what that prints, without the last line's end. */
  public String docker(String... arguments) {
    var command = new ArrayList<>(List.of("docker", "-H", address()));
    command.addAll(List.of(arguments));
    return Shell.run(command).strip();
  }

  /** The process number on this machine of a container's first process. */
  public long pid(String container) {
    return Long.parseLong(docker("inspect", "-f", "{{.State.Pid}}", container));
  }

  /** It ends as it does when the machine shuts down; its containers are stopped. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  /** It is killed; what it ran runs on, without it. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
    endContainerd();
  }

  // It follows by itself, but later: an engine that starts meanwhile would rely on it, in vain.
  private void endContainerd() {
    try {
      var pid =
          Files.readString(folder.resolve("exec/containerd/containerd.pid")).strip();
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(containerd -> {
        containerd.destroyForcibly();
        Awaitility.await().atMost(PATIENCE).until(() -> !containerd.isAlive());
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It starts on what it left. */
  public void startAgain() {
    process = launch();
    awaitAnswer();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("the engine did not end: " + tail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAnswer() {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
      if (!process.isAlive()) {
        throw new IllegalStateException("the engine ended: " + tail());
      }
      docker("version");
    });
  }

  private String tail() {
    try {
      var lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Removes all containers, also those whose removal by someone else is under way and makes ours fail. */
  public void removeAll() {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
      var containers = docker("ps", "-aq");
      if (!containers.isEmpty()) {
        var command = new ArrayList<>(List.of("rm", "-f"));
        containers.lines().forEach(command::add);
        docker(command.toArray(String[]::new));
      }
    });
  }

  /** Everything of it goes: containers, images, network and files. */
  @Override
  public void close() {
    if (!process.isAlive()) {
      startAgain();
    }
    removeAll();
    stop();
    unmount();
    network.down();
    delete();
  }

  private void unmount() {
    Shell.run("mount")
        .lines()
        .map(line -> line.split(" ", -1)[2])
        .filter(place -> place.startsWith(folder + "/"))
        .sorted(Comparator.reverseOrder())
        .forEach(place -> Shell.run("umount", place));
  }

  private void delete() {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "DockerEngine{%s}".formatted(folder);
  }
}
