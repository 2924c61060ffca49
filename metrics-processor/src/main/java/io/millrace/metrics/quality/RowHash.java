package io.millrace.metrics.quality;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** 64 bits of the SHA-256 of a row's content: equal for equal rows, in whatever order their fields stand. */
final class RowHash {
  private RowHash() {}

  static long of(Map<String, ? extends @Nullable Object> row) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var out =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      write(out, row);
      return ByteBuffer.wrap(digest.digest()).getLong();
    } catch (IOException e) {
      throw new UncheckedIOException("nowhere", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  // A mark before each value keeps 1 and "1" apart; lengths keep ["a", "b"] and ["ab"] apart.
  private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeByte('m');
      out.writeInt(map.size());
      var sorted = new TreeMap<String, @Nullable Object>();
      map.forEach((name, item) -> sorted.put(String.valueOf(name), item));
      for (var entry : sorted.entrySet()) {
        write(out, entry.getKey());
        write(out, entry.getValue());
      }
    } else if (value instanceof List<?> list) {
      out.writeByte('l');
      out.writeInt(list.size());
      for (var item : list) {
        write(out, item);
      }
    } else if (value instanceof Number number) {
      out.writeByte('n');
      out.writeDouble(number.doubleValue() + 0.0);
    } else {
      var text = String.valueOf(value);
      out.writeByte(value == null ? '0' : value instanceof Boolean ? 'b' : 't');
      out.writeInt(text.length());
      out.writeChars(text);
    }
  }
}
