package io.millrace.launcher.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file on its way to the server, with its length announced. */
public final class Upload {
  private Upload() {}

  /** The file's bytes; what has been read of them is told to {@code progress}. */
  public static BodyPublisher of(Path file, long size, Progress progress) {
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(() -> new Counted(open(file), progress)), size);
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static final class Counted extends FilterInputStream {
    private final Progress progress;

    private Counted(InputStream in, Progress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      progress.add(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      progress.add(Math.max(0, count));
      return count;
    }
  }
}
