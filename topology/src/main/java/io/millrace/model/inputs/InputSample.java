package io.millrace.model.inputs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one request's inputs were: its first rows, as far as they are looked at. Its bytes hold the schema, the number of
 * all rows, a hash of each row looked at, and their values row by row, in 4 bytes where that is all there is of them.
 *
 * @param rows of the request
 * @param hashes one for each row looked at; the same for rows that are the same in all inputs
 * @param values row by row; NaN where there is none
 */
public record InputSample(InputSchema schema, long rows, long[] hashes, double[] values) {
  /** How many rows of a request are looked at. */
  public static final int MOST_ROWS = 100;

  /** How many values of a request are looked at; fewer rows where there are many columns. */
  public static final int MOST_VALUES = 4096;

  private static final int VERSION = 1;
  private static final int SINGLE = 4;
  private static final int DOUBLE = 8;
  // Version, length of the schema, rows, rows looked at, bytes of a value.
  private static final int FIXED = 1 + 4 + 8 + 2 + 1;

  /** How many rows are looked at of requests with so many columns. */
  static int mostRows(int columns) {
    return Math.min(MOST_ROWS, Math.max(1, MOST_VALUES / columns));
  }

  /** The value of a column in a row. */
  public double value(int row, int column) {
    return values[row * schema.columns().size() + column];
  }

  /** @param schemaBytes of its schema, made once for all samples */
  byte[] toBytes(byte[] schemaBytes) {
    int width = width();
    var out = ByteBuffer.allocate(
        FIXED + schemaBytes.length + hashes.length * Long.BYTES + values.length * width);
    out.put((byte) VERSION).putInt(schemaBytes.length).put(schemaBytes).putLong(rows);
    out.putShort((short) hashes.length).put((byte) width);
    for (long hash : hashes) {
      out.putLong(hash);
    }
    for (double value : values) {
      if (width == SINGLE) {
        out.putFloat((float) value);
      } else {
        out.putDouble(value);
      }
    }
    return out.array();
  }

  private int width() {
    for (double value : values) {
      if (!isSingle(value)) {
        return DOUBLE;
      }
    }
    return SINGLE;
  }

  private static boolean isSingle(double value) {
    return Double.isNaN(value) || (float) value == value;
  }

  public byte[] toBytes() {
    return toBytes(schema.toBytes());
  }

  /**
   * Reads samples of one log; what stands in most of them, the schema, is read once.
   *
   * <p>Not for use by several threads.
   */
  public static final class Reader {
    private byte @Nullable [] lastBytes;
    private @Nullable InputSchema last;

    /** @throws IllegalArgumentException if the bytes are no sample */
    public InputSample read(byte[] bytes) {
      try {
        return read(ByteBuffer.wrap(bytes));
      } catch (BufferUnderflowException e) {
        throw new IllegalArgumentException(
            "sample of inputs: cut off after %d bytes".formatted(bytes.length), e);
      }
    }

    private InputSample read(ByteBuffer in) {
      if (in.get() != VERSION) {
        throw new IllegalArgumentException("sample of inputs: not of version " + VERSION);
      }
      var schema = schema(in);
      long rows = in.getLong();
      int columns = schema.columns().size();
      int looked = in.getShort();
      int width = in.get();
      boolean isWhole = looked >= 0
          && looked <= mostRows(columns)
          && rows >= looked
          && (width == SINGLE || width == DOUBLE)
          && in.remaining() == looked * (Long.BYTES + columns * width);
      if (!isWhole) {
        throw new IllegalArgumentException(
            "sample of inputs: %d of %d rows of %d columns in %d bytes"
                .formatted(looked, rows, columns, in.remaining()));
      }
      var hashes = new long[looked];
      for (int i = 0; i < looked; i++) {
        hashes[i] = in.getLong();
      }
      var values = new double[looked * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = width == SINGLE ? in.getFloat() : in.getDouble();
      }
      return new InputSample(schema, rows, hashes, values);
    }

    private InputSchema schema(ByteBuffer in) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException(
            "sample of inputs: a schema of %d bytes".formatted(length));
      }
      var bytes = new byte[length];
      in.get(bytes);
      if (last == null || !Arrays.equals(bytes, lastBytes)) {
        last = InputSchema.fromBytes(bytes);
        lastBytes = bytes;
      }
      return last;
    }
  }
}
