package io.millrace.launcher.cli.remote;

import io.millrace.launcher.play.Row;
import io.millrace.launcher.play.RowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of several files, one file after the other. */
final class FileRows implements Iterator<Row>, AutoCloseable {
  private final Deque<Path> files;
  private final RowReader.@Nullable Format format;
  private final List<String> columns;
  private @Nullable RowReader current;

  FileRows(List<Path> files, RowReader.@Nullable Format format, List<String> columns) {
    this.files = new ArrayDeque<>(files);
    this.format = format;
    this.columns = columns;
  }

  @Override
  public boolean hasNext() {
    try {
      while (current == null || !current.hasNext()) {
        close();
        if (files.isEmpty()) {
          return false;
        }
        current = RowReader.open(files.remove(), format, columns);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Row next() {
    if (!hasNext() || current == null) {
      throw new NoSuchElementException();
    }
    return current.next();
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
