package io.millrace.connectors.celery.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tasks in Java, by name. */
public final class TaskCatalog implements AutoCloseable {
  private final Map<String, CeleryTask> tasks;
  private final @Nullable URLClassLoader loader;

  private TaskCatalog(Map<String, CeleryTask> tasks, @Nullable URLClassLoader loader) {
    this.tasks = tasks;
    this.loader = loader;
  }

  /** These tasks. */
  public static TaskCatalog of(CeleryTask... tasks) {
    return new TaskCatalog(byName(List.of(tasks)), null);
  }

  /**
   * The tasks of this program's class path and, where it is given, of all jars in a folder.
   *
   * @throws IllegalArgumentException if the folder or a jar of it cannot be used, or two tasks have one name
   */
  public static TaskCatalog load(@Nullable Path folder) {
    var own = TaskCatalog.class.getClassLoader();
    var loader = folder == null ? null : new URLClassLoader(jars(folder), own);
    try {
      var found = new ArrayList<CeleryTask>();
      ServiceLoader.load(CeleryTask.class, loader == null ? own : loader).forEach(found::add);
      return new TaskCatalog(byName(found), loader);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException("tasks in %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static URL[] jars(Path folder) {
    try (var files = Files.list(folder)) {
      var jars = new ArrayList<URL>();
      for (var file : files.sorted().toList()) {
        if (file.toString().endsWith(".jar")) {
          jars.add(file.toUri().toURL());
        }
      }
      if (jars.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no jar is in the folder of tasks".formatted(folder));
      }
      return jars.toArray(URL[]::new);
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: the folder of tasks cannot be read".formatted(folder), e);
    }
  }

  private static Map<String, CeleryTask> byName(List<CeleryTask> tasks) {
    var byName = new TreeMap<String, CeleryTask>();
    for (var task : tasks) {
      var other = byName.put(task.name(), task);
      if (other != null) {
        throw new IllegalArgumentException("two tasks are named \"%s\": %s and %s"
            .formatted(task.name(), other.getClass().getName(), task.getClass().getName()));
      }
    }
    return byName;
  }

  /** The task of that name; null if there is none. */
  public @Nullable CeleryTask find(String name) {
    return tasks.get(name);
  }

  /** All names, in order. */
  public List<String> names() {
    return List.copyOf(tasks.keySet());
  }

  @Override
  public void close() {
    try {
      if (loader != null) {
        loader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "TaskCatalog" + tasks.keySet();
  }
}
