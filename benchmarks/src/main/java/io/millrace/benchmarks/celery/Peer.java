package io.millrace.benchmarks.celery;

import io.millrace.benchmarks.rabbitmq.Cpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker, or a client, in a process of its own. */
final class Peer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path output;

  private Peer(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Peer start(Path folder, String name, Map<String, String> environment, List<String> command)
      throws IOException {
    var output = folder.resolve(name + ".out");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new Peer(builder.start(), output);
  }

  /** Waits until it has printed this. */
  Peer awaitOutput(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!output().contains(text)) {
      if (System.nanoTime() > end || !process.isAlive()) {
        close();
        throw new IOException("it does not start:\n" + output());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return this;
  }

  /** Waits until it ends, and gives what it has printed. */
  String awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      close();
      throw new IOException("it has failed:\n" + output());
    }
    return output();
  }

  private String output() throws IOException {
    return Files.readString(output);
  }

  Duration cpu() {
    return Cpu.of(process.toHandle());
  }

  /** Told to end: its leader alone, since to tell all of a worker in Python makes it hang. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
