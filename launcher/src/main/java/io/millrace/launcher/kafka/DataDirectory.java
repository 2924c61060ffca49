package io.millrace.launcher.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A directory that one process at a time may use. Having an instance is the proof of holding its lock: two brokers on
 * one directory wreck the first one, so whoever writes below it asks for a {@code DataDirectory}, not for a path.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK_FILE = "millrace.lock";

  /**
   * What this process holds. Checked before a lock file is opened: the operating system drops a process's lock when the
   * process closes any channel to the file, so a refused second attempt would silently unlock the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /**
   * Creates the directory where it is missing and locks it.
   *
   * @throws StartupException when it cannot be written to, or another process holds it
   */
  public static DataDirectory open(Path path) {
    var root = writable(path);
    if (!HELD.add(root)) {
      throw inUse(root, String.valueOf(ProcessHandle.current().pid()));
    }
    try {
      return new DataDirectory(root, locked(root));
    } catch (RuntimeException e) {
      HELD.remove(root);
      throw e;
    }
  }

  /** The directory itself, absolute and without symbolic links. */
  public Path root() {
    return root;
  }

  /** A folder below the directory, created where it is missing. */
  public Path folder(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw notWritable(root.resolve(name), e);
    }
  }

  @Override
  public void close() {
    if (!lock.isOpen()) {
      return;
    }
    try (lock) {
      lock.truncate(
          0); // no stale process id; the file stays, as deleting it would race with the next holder
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unlock data directory " + root, e);
    } finally {
      HELD.remove(root);
    }
  }

  @Override
  public String toString() {
    return "DataDirectory{" + root + "}";
  }

  private static Path writable(Path path) {
    try {
      var root = Files.createDirectories(path.toAbsolutePath()).toRealPath();
      Files.delete(Files.createTempFile(
          root, ".writable", null)); // permissions do not tell about read-only mounts
      return root;
    } catch (IOException e) {
      throw notWritable(path, e);
    }
  }

  private static FileChannel locked(Path root) {
    var file = root.resolve(LOCK_FILE);
    try {
      var channel = FileChannel.open(file, CREATE, READ, WRITE);
      try {
        return claimed(channel, root);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw notWritable(file, e);
    }
  }

  private static FileChannel claimed(FileChannel channel, Path root) throws IOException {
    if (channel.tryLock() == null) {
      throw inUse(root, holder(channel));
    }
    channel.truncate(0);
    channel.write(US_ASCII.encode(Long.toString(ProcessHandle.current().pid())));
    return channel;
  }

  private static String holder(FileChannel channel) throws IOException {
    var pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    return pid.position() == 0 ? "unknown" : US_ASCII.decode(pid.flip()).toString();
  }

  private static StartupException inUse(Path root, String pid) {
    return new StartupException(
        "Data directory %s is in use by process %s.%nMaybe stop that process, or choose another directory (--data-dir)."
            .formatted(root, pid));
  }

  private static StartupException notWritable(Path path, IOException e) {
    var why = e instanceof FileSystemException fs && fs.getReason() != null
        ? fs.getReason()
        : e.toString();
    return new StartupException(
        "Cannot write to data directory %s: %s.%nMaybe choose another directory (--data-dir)."
            .formatted(path, why),
        e);
  }
}
