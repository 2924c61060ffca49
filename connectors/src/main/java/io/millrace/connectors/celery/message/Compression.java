package io.millrace.connectors.celery.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.jspecify.annotations.Nullable;

/** The compression that a message's header names. What Celery calls gzip is a zlib stream. */
final class Compression {
  private static final int BUFFER = 8192;

  private Compression() {}

  /**
   * The body as it was before.
   *
   * @param most more bytes than that are refused
   */
  static byte[] undone(byte[] body, @Nullable String compression, int most) {
    if (compression == null || compression.isEmpty()) {
      return body;
    }
    try (var in = stream(body, compression)) {
      return readAtMost(in, most);
    } catch (IOException e) {
      throw UnreadableMessageException.undecodable(
          "the body is not compressed as its header says, %s: %s"
              .formatted(compression, e.getMessage()),
          e);
    }
  }

  private static InputStream stream(byte[] body, String compression) throws IOException {
    var bytes = new ByteArrayInputStream(body);
    return switch (compression.toLowerCase(Locale.ROOT)) {
      case "application/x-gzip", "gzip", "zlib" -> new InflaterInputStream(bytes);
      case "application/x-bz2", "bzip2" -> new BZip2CompressorInputStream(bytes);
      default ->
        throw UnreadableMessageException.disallowed(
            "compression \"%s\" is not read here; zlib and bzip2 are".formatted(compression));
    };
  }

  private static byte[] readAtMost(InputStream in, int most) throws IOException {
    var out = new ByteArrayOutputStream();
    var buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (out.size() + n > most) {
        throw UnreadableMessageException.undecodable(
            "the body is longer than %d bytes once it is decompressed".formatted(most), null);
      }
      out.write(buffer, 0, n);
    }
    return out.toByteArray();
  }
}
