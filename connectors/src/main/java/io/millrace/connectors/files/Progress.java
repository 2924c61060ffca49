package io.millrace.connectors.files;

import io.millrace.topology.serde.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;

/**
 * How far a folder's files go, and up to which records of the log: the lines after it were never said to be written.
 *
 * @param id of the folder, made once
 * @param next by topic and partition ({@code topic/0}), the offset of the first record that is not in the files
 * @param topics by name, the id of the topic that the offsets are of
 * @param files by name, the end of each series of files
 */
record Progress(
    String id,
    Map<String, Long> next,
    Map<String, String> topics,
    Map<String, RollingFile.Position> files) {
  private static final String FILE = "progress.json";

  Progress {
    next = Map.copyOf(next);
    topics = Map.copyOf(topics);
    files = Map.copyOf(files);
  }

  /** As the folder has it; of nothing where it has none. */
  static Progress in(Path folder) throws IOException {
    var file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return new Progress(UUID.randomUUID().toString(), Map.of(), Map.of(), Map.of());
    }
    try {
      return Json.MAPPER.readValue(Files.readAllBytes(file), Progress.class);
    } catch (JacksonException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  /** Puts it in the place of the one before, wholly or not at all. */
  void save(Path folder) throws IOException {
    var fresh = folder.resolve(FILE + ".new");
    try (var to = FileChannel.open(
        fresh,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      var bytes = ByteBuffer.wrap(Json.MAPPER.writeValueAsBytes(this));
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
      to.force(true);
    }
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
