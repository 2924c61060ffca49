package io.millrace.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code millrace} in a process of its own, with its output in a file. */
public final class ChildJvm implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);

  private final Process process;
  private final Path output;

  private ChildJvm(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  public static ChildJvm millrace(Path output, String... args) throws IOException {
    return java(output, Main.class, args);
  }

  /** Another program with the class path of the tests. */
  public static ChildJvm java(Path output, Class<?> main, String... args) throws IOException {
    return java(output, List.of(), main, args);
  }

  /**
   * With options of the machine's own.
   *
   * @param options such as {@code -Xmx512m}
   */
  public static ChildJvm millrace(Path output, List<String> options, String... args)
      throws IOException {
    return java(output, options, Main.class, args);
  }

  private static ChildJvm java(Path output, List<String> options, Class<?> main, String... args)
      throws IOException {
    var command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1", // the quickest start without class data
        "-XX:+UseSerialGC"));
    if (Runtime.version().feature()
        >= 24) { // as the executable does; Kafka would be warned of on standard error
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return start(output, command, args);
  }

  /** As a user starts it; what has changed since the last build is built first. */
  public static ChildJvm executable(Path output, String... args) throws IOException {
    return start(output, List.of(Checkout.ROOT.resolve("millrace").toString()), args);
  }

  private static ChildJvm start(Path output, List<String> command, String... args)
      throws IOException {
    var whole = new ArrayList<>(command);
    whole.addAll(List.of(args));
    var builder =
        new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return new ChildJvm(builder.start(), output);
  }

  /** What a short command of the operating system prints. */
  public static String output(String... command) throws IOException {
    var process = new ProcessBuilder(command).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String output() throws IOException {
    return Files.readString(output);
  }

  /** Waits until it says that it is ready; fails with its output where it ends before. */
  public void awaitReady() throws IOException {
    await()
        .atMost(READY)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !isAlive() || output().lines().anyMatch("ready"::equals));
    assertThat(isAlive()).as(output()).isTrue();
  }

  public int exitCode() {
    return process.onExit().orTimeout(60, TimeUnit.SECONDS).join().exitValue();
  }

  /** As {@code kill -15}. */
  public int terminate() {
    process.destroy();
    return exitCode();
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  @Override
  public void close() {
    kill();
  }
}
