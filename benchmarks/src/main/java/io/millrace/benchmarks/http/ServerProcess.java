package io.millrace.benchmarks.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.benchmarks.pipeline.FolderRemoval;
import io.millrace.benchmarks.pipeline.Mlp;
import io.millrace.topology.Profile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link Server} in a JVM of its own, with the flags of this one: the executable gives both the same as it gives {@code up}. */
final class ServerProcess implements AutoCloseable {
  static final String READY = "ready ";

  private final Path folder;
  private final Process process;
  private final int port;
  private final String bootstrap;

  private ServerProcess(Path folder, Process process, String port, String bootstrap) {
    this.folder = folder;
    this.process = process;
    this.port = Integer.parseInt(port);
    this.bootstrap = bootstrap;
  }

  static ServerProcess start(Mlp model, Profile profile) throws IOException {
    var folder = Files.createTempDirectory("millrace-bench-http-");
    var version = Files.createDirectories(folder.resolve("models").resolve(model + "/1"));
    Files.write(version.resolve("model.onnx"), model.onnx());
    var process = new ProcessBuilder(command(folder, profile))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        var places = line.substring(READY.length()).split(" ", 2);
        return new ServerProcess(folder, process, places[0], places[1]);
      }
    }
    FolderRemoval.remove(folder);
    throw new IOException("the server did not start; its log is above");
  }

  private static List<String> command(Path folder, Profile profile) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Server.class.getName()));
    command.addAll(List.of(folder.toString(), profile.name()));
    return command;
  }

  int port() {
    return port;
  }

  String bootstrap() {
    return bootstrap;
  }

  /** The CPU time that it has used. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    FolderRemoval.remove(folder);
  }
}
