package io.millrace.launcher.celery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.connectors.celery.task.CeleryTask;
import io.millrace.launcher.celery.task.Broken;
import io.millrace.launcher.celery.task.Doze;
import io.millrace.launcher.celery.task.Echo;
import io.millrace.launcher.celery.task.Flood;
import io.millrace.launcher.celery.task.Halt;
import io.millrace.launcher.celery.task.Shy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/** The tests' own tasks in Java: a jar that names them; their classes are on the class path already. */
final class TryingTasks {
  private TryingTasks() {}

  /** The folder, with the jar in it. */
  static Path in(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (var jar = new JarOutputStream(Files.newOutputStream(folder.resolve("trying.jar")))) {
      jar.putNextEntry(new ZipEntry("META-INF/services/" + CeleryTask.class.getName()));
      for (var task :
          List.of(Broken.class, Doze.class, Echo.class, Flood.class, Halt.class, Shy.class)) {
        jar.write((task.getName() + "\n").getBytes(UTF_8));
      }
      jar.closeEntry();
    }
    return folder;
  }
}
