package io.millrace.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka Streams keeps of an exactly-once stage's stores on disk. After an end that was none (a kill, say) they
 * may hold what was never committed, and have to be built again from the log. Kafka Streams finds that out one task
 * at a time, by exceptions that close the task and begin it anew, which costs seconds at every such start; here they
 * are removed beforehand.
 */
final class StoreFolders {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFolders.class);
  private static final Pattern TASK = Pattern.compile("\\d+_\\d+");
  // Kafka Streams locks it too, for as long as it runs.
  private static final String LOCK = ".lock";
  private static final String MARK = "closed";

  private final Path stage;
  private final Path application;
  private final Path mark;

  /** @param stage the stage's directory, in which Kafka Streams makes one with the application's id */
  StoreFolders(Path stage, String applicationId) {
    this.stage = stage;
    this.application = stage.resolve(applicationId);
    this.mark = stage.resolve(MARK);
  }

  /** Removes the stores that were not closed; those of another process that runs are left alone. */
  void prepare() {
    try {
      boolean closed = Files.deleteIfExists(mark);
      if (!closed && Files.isDirectory(application)) {
        removeUnlessInUse();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the stores in " + application, e);
    }
  }

  /** To be called when all stores are closed. */
  void markClosed() {
    try {
      if (Files.isDirectory(stage)) {
        Files.writeString(mark, "");
      }
    } catch (IOException e) {
      // The next start then builds them again, that is all.
      LOG.warn("cannot write {}", mark, e);
    }
  }

  private void removeUnlessInUse() throws IOException {
    try (var channel = FileChannel.open(
            application.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock == null) {
        return;
      }
      var tasks = tasks();
      if (!tasks.isEmpty()) {
        LOG.info(
            "{} stores in {} were not closed; they are read from the log again",
            tasks.size(),
            application);
      }
      for (var task : tasks) {
        remove(task);
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("the stores in {} are in use in this process", application);
    }
  }

  private List<Path> tasks() throws IOException {
    try (var files = Files.list(application)) {
      return files
          .filter(file -> TASK.matcher(file.getFileName().toString()).matches())
          .toList();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
