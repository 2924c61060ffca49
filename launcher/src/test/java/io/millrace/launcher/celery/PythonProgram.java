package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs in Python that use an unchanged Celery. */
final class PythonProgram {
  private static final String PYTHON = "/usr/bin/python3";
  private static final List<String> FILES =
      List.of("app.py", "models.py", "uses.py", "predictions.py", "queues.py");

  private final Path folder;
  private final Map<String, String> environment;

  /** @param backend as Celery reads it */
  PythonProgram(Path folder, String broker, String queue, String backend) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.environment = Map.of("BROKER", broker, "QUEUE", queue, "BACKEND", backend);
    for (var file : FILES) {
      try (var in = PythonProgram.class.getResourceAsStream("/celery/" + file)) {
        Files.write(folder.resolve(file), in.readAllBytes());
      }
    }
  }

  /** Runs it to its end, and gives what it prints. */
  String run(String... arguments) throws IOException, InterruptedException {
    var output = folder.resolve(arguments[0].replace('/', '-') + ".out");
    var process = start(output, arguments);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("%s does not end:%n%s"
          .formatted(Arrays.toString(arguments), Files.readString(output, UTF_8)));
    }
    return Files.readString(output, UTF_8);
  }

  /** Celery's own command line. */
  String celery(String... arguments) throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of("-m", "celery", "-A", "app"));
    all.addAll(List.of(arguments));
    return run(all.toArray(String[]::new));
  }

  Process start(Path output, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("PYTHONUNBUFFERED", "1");
    return builder.start();
  }

  /** A worker in Python, ready to take tasks. Its leader alone is told to end: to end them all makes it hang. */
  Process worker(Path output) throws IOException {
    return worker("app", output);
  }

  /** As the other, of the application in that file. */
  Process worker(String app, Path output) throws IOException {
    return start(
        output, "-m", "celery", "-A", app, "worker", "-c", "2", "-n", "py@here", "--loglevel=info");
  }
}
