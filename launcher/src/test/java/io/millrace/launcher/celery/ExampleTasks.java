package io.millrace.launcher.celery;

import io.millrace.launcher.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The jar of {@code examples/celery-tasks}. */
final class ExampleTasks {
  private ExampleTasks() {}

  /** The folder, with the jar in it. */
  static Path copiedTo(Path folder) throws IOException {
    var built = Checkout.ROOT.resolve("examples/celery-tasks/target");
    Files.createDirectories(folder);
    if (Files.isDirectory(built)) {
      try (var files = Files.list(built)) {
        for (var jar : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
          Files.copy(jar, folder.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
          return folder;
        }
      }
    }
    throw new AssertionError(
        "no jar in %s. Build it: mvn package -pl examples/celery-tasks -am".formatted(built));
  }
}
