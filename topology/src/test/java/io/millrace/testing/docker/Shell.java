package io.millrace.testing.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs and gives what they print. */
final class Shell {
  private static final int PATIENCE_SECONDS = 60;

  private Shell() {}

  static String run(String... command) {
    return run(List.of(command));
  }

  /** What it prints; a failure of the program is one of the test. */
  static String run(List<String> command) {
    try {
      var errors = Files.createTempFile("millrace-shell", ".err");
      try {
        return run(command, errors);
      } finally {
        Files.deleteIfExists(errors);
      }
    } catch (IOException e) {
      throw new AssertionError("%s cannot be run".formatted(command), e);
    }
  }

  private static String run(List<String> command, Path errors) throws IOException {
    var found = new ArrayList<>(command);
    found.set(0, find(command.get(0)));
    var process = new ProcessBuilder(found).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!ended(process) || process.exitValue() != 0) {
      throw new AssertionError(
          "%s failed: %s%s".formatted(String.join(" ", command), out, Files.readString(errors)));
    }
    return out;
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static boolean has(String program) {
    return !find(program).equals(program);
  }

  /** Its path; also in folders that only root has in its PATH. The bare name if it is in none. */
  static String find(String program) {
    var folders = System.getenv("PATH") + ":/usr/sbin:/sbin";
    for (var folder : folders.split(":", -1)) {
      var file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file.toString();
      }
    }
    return program;
  }
}
