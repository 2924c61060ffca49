package io.millrace.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The files of the source tree that this test belongs to. */
public final class Checkout {
  /** Maven runs a module's tests in the module's folder. */
  public static final Path ROOT =
      Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

  private Checkout() {}

  static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The documents for users, relative to the root. */
  static List<String> documents() {
    var documents = new TreeSet<String>();
    for (var folder : List.of("", "docs", "examples")) {
      try (var files = Files.list(ROOT.resolve(folder))) {
        files
            .map(file -> ROOT.relativize(file).toString())
            .filter(name -> name.endsWith(".md"))
            .forEach(documents::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + folder, e);
      }
    }
    return List.copyOf(documents);
  }

  /** The names of all Java files without {@code .java}. */
  static Set<String> javaNames() {
    var names = new TreeSet<String>();
    try (var modules = Files.list(ROOT)) {
      for (var sources : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(sources)) {
          addJavaNames(names, sources);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + ROOT, e);
    }
    return names;
  }

  private static void addJavaNames(Set<String> names, Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .forEach(name -> names.add(name.substring(0, name.length() - ".java".length())));
    }
  }
}
