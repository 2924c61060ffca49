package io.millrace.launcher.play;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of one file, read as they are asked for. */
public interface RowReader extends Iterator<Row>, AutoCloseable {
  @Override
  void close() throws IOException;

  /** How a file is written. */
  enum Format {
    CSV,
    JSONL;

    /** By the end of its name; CSV where that tells nothing. */
    static Format of(Path file) {
      var name = file.toString().toLowerCase(Locale.ROOT);
      return name.endsWith(".jsonl") || name.endsWith(".ndjson") || name.endsWith(".json")
          ? JSONL
          : CSV;
    }
  }

  /**
   * Opens a file in UTF-8; {@code -} is standard input.
   *
   * @param format null for what the file's name tells
   * @param columns the names of the columns of a CSV file that has no header; empty where the first row is it
   * @throws PlayException if the file is missing or has no header
   */
  static RowReader open(Path file, @Nullable Format format, List<String> columns)
      throws IOException {
    var lines = lines(file);
    try {
      return (format == null ? Format.of(file) : format) == Format.CSV
          ? new CsvRows(file.toString(), lines, columns)
          : new JsonRows(file.toString(), lines);
    } catch (IOException | RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private static BufferedReader lines(Path file) throws IOException {
    if (file.toString().equals("-")) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }
    try {
      return Files.newBufferedReader(file);
    } catch (NoSuchFileException e) {
      throw new PlayException("%s: no such file".formatted(file));
    }
  }

  /** What to say of a file that cannot be read on. */
  static PlayException unreadable(String source, IOException e) {
    return new PlayException(
        e instanceof java.nio.charset.CharacterCodingException
            ? "%s: the text is not UTF-8".formatted(source)
            : "%s: %s".formatted(source, e.getMessage()));
  }

  /** As {@link #unreadable(String, IOException)}. */
  static PlayException unreadable(String source, UncheckedIOException e) {
    var cause = e.getCause();
    return unreadable(source, cause == null ? new IOException(e.getMessage(), e) : cause);
  }
}
