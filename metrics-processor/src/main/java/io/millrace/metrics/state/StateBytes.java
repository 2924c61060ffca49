package io.millrace.metrics.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** State as bytes: a version, then what the state writes of itself, big-endian. */
public final class StateBytes {
  private StateBytes() {}

  /** Writes the fields of a state. */
  @FunctionalInterface
  public interface Writer {
    void write(DataOutput out) throws IOException;
  }

  /** Reads the fields of a state, in the order in which they were written. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  public static byte[] write(int version, Writer writer) {
    var bytes = new ByteArrayOutputStream();
    try {
      var out = new DataOutputStream(bytes);
      out.writeByte(version);
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param what is read, for messages
   * @throws IllegalArgumentException if the bytes are of another version, too few, too many, or no such state
   */
  public static <T> T read(String what, byte[] bytes, int version, Reader<T> reader) {
    if (bytes.length == 0 || bytes[0] != version) {
      throw new IllegalArgumentException("%s: %s, but version %d is read"
          .formatted(what, bytes.length == 0 ? "no bytes" : "version " + bytes[0], version));
    }
    var in = new ByteArrayInputStream(bytes, 1, bytes.length - 1);
    try {
      var state = reader.read(new DataInputStream(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException(
            "%s: %d bytes too many of %d".formatted(what, in.available(), bytes.length));
      }
      return state;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: cut off after %d bytes".formatted(what, bytes.length), e);
    }
  }

  /** A text of any length. */
  public static void writeText(DataOutput out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  public static String readText(DataInput in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  public static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  // A length that is wrong must not become memory before the bytes are there.
  public static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IllegalArgumentException("length %d is negative".formatted(length));
    }
    var bytes = new ByteArrayOutputStream(Math.min(length, 1 << 12));
    for (int i = 0; i < length; i++) {
      bytes.write(in.readByte());
    }
    return bytes.toByteArray();
  }
}
