package io.millrace.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The id under which a member comes back to its Kafka group after a restart, without a rebalance. */
public final class InstanceId {
  private static final String FILE = "instance-id";

  private InstanceId() {}

  /** The id that is kept in the directory; made once. */
  public static String in(Path directory) {
    var file = directory.resolve(FILE);
    try {
      var kept = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!kept.isEmpty()) { // a crash may have left the file without its contents
        return kept;
      }
      Files.createDirectories(directory);
      var id = UUID.randomUUID().toString();
      Files.writeString(file, id);
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep an instance id in " + directory, e);
    }
  }
}
