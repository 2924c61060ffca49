package io.millrace.connectors.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines in files {@code NAME-000001.EXTENSION} and on. A file is followed by the next one once it has reached its size;
 * no batch of lines is divided.
 *
 * <p>Not thread-safe.
 */
final class RollingFile implements AutoCloseable {
  private final Path folder;
  private final String name;
  private final String extension;
  private final long mostBytes;
  private final @Nullable String header;
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private Position position = Position.START;
  private @Nullable FileChannel channel;

  /**
   * @param mostBytes after which the next file begins
   * @param header the first line of each file; null for none
   */
  RollingFile(Path folder, String name, String extension, long mostBytes, @Nullable String header) {
    this.folder = folder;
    this.name = name;
    this.extension = extension;
    this.mostBytes = mostBytes;
    this.header = header;
  }

  /** How far a series of files goes: the number of the last one and its length in bytes. */
  record Position(int number, long length) {
    static final Position START = new Position(1, 0);
  }

  /** Names the series of files. */
  String key() {
    return name + "." + extension;
  }

  Position position() {
    return position;
  }

  /** Takes a line, without its end; it is written by {@link #flush}. */
  void add(String line) {
    lines.writeBytes(line.getBytes(UTF_8));
    lines.write('\n');
  }

  /**
   * Goes back to a position: what was written after it is removed.
   *
   * @throws IOException if there is less than that
   */
  void backTo(Position wanted) throws IOException {
    lines.reset();
    closeChannel();
    removeAfter(wanted.number());
    var file = file(wanted.number());
    if (wanted.length() > 0) {
      long there = Files.exists(file) ? Files.size(file) : 0;
      if (there < wanted.length()) {
        throw new IOException("%s: %d bytes were written, %d are there; it has been changed"
            .formatted(file, wanted.length(), there));
      }
      try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
        open.truncate(wanted.length());
      }
    } else {
      Files.deleteIfExists(file);
    }
    position = wanted;
  }

  private void removeAfter(int number) throws IOException {
    var ours = Pattern.compile(Pattern.quote(name) + "-(\\d{6,9})\\." + Pattern.quote(extension));
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var match = ours.matcher(file.getFileName().toString());
        if (match.matches() && Integer.parseInt(match.group(1)) > number) {
          Files.delete(file);
        }
      }
    }
  }

  /** Writes the lines taken since the last call, and returns once the disk has them. */
  void flush() throws IOException {
    if (lines.size() == 0) {
      return;
    }
    if (position.length() >= mostBytes) {
      closeChannel();
      position = new Position(position.number() + 1, 0);
    }
    var to = open();
    if (position.length() == 0 && header != null) {
      write(to, (header + "\n").getBytes(UTF_8));
    }
    write(to, lines.toByteArray());
    to.force(false);
    lines.reset();
  }

  private FileChannel open() throws IOException {
    var open = channel;
    if (open == null) {
      open = FileChannel.open(
          file(position.number()),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND);
      channel = open;
    }
    return open;
  }

  private void write(FileChannel to, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      to.write(buffer);
    }
    position = new Position(position.number(), position.length() + bytes.length);
  }

  private Path file(int number) {
    return folder.resolve("%s-%06d.%s".formatted(name, number, extension));
  }

  private void closeChannel() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  @Override
  public void close() throws IOException {
    closeChannel();
  }
}
