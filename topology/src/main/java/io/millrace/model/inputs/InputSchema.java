package io.millrace.model.inputs;

import io.millrace.model.ModelInputs;
import io.millrace.model.qoa.BinaryReader;
import io.millrace.model.qoa.BinaryWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what rules a sample of inputs was taken. It travels with each sample, so that whoever reads the log again counts by
 * the same rules.
 *
 * @param revision of the model's declaration
 * @param reference of how many rows the first are the reference of drift
 * @param columns in the order of the values
 */
public record InputSchema(long revision, long reference, List<Column> columns) {
  private static final int MIN = 1;
  private static final int MAX = 2;
  private static final int CATEGORY = 4;

  /**
   * A column.
   *
   * @param category whether values stand for categories, and not for numbers
   * @param min the least value in range; null for none
   * @param max the greatest value in range; null for none
   */
  public record Column(
      String name,
      boolean category,
      @Nullable Double min,
      @Nullable Double max) {}

  public InputSchema {
    columns = List.copyOf(columns);
    if (columns.isEmpty() || columns.size() > ModelInputs.MOST_COLUMNS) {
      throw new IllegalArgumentException("inputs: %d columns, not within 1 to %d"
          .formatted(columns.size(), ModelInputs.MOST_COLUMNS));
    }
  }

  public byte[] toBytes() {
    var out = new BinaryWriter()
        .writeUnsigned(revision)
        .writeUnsigned(reference)
        .writeUnsigned(columns.size());
    for (var column : columns) {
      out.writeText(column.name())
          .writeByte((column.min() == null ? 0 : MIN)
              | (column.max() == null ? 0 : MAX)
              | (column.category() ? CATEGORY : 0));
      writeBound(column.min(), out);
      writeBound(column.max(), out);
    }
    return out.toBytes();
  }

  private static void writeBound(@Nullable Double bound, BinaryWriter out) {
    if (bound != null) {
      out.writeDouble(bound);
    }
  }

  /** @throws IllegalArgumentException if the bytes are no schema */
  public static InputSchema fromBytes(byte[] bytes) {
    var in = new BinaryReader(bytes);
    long revision = in.readUnsigned();
    long reference = in.readUnsigned();
    int count = in.readCount("columns", ModelInputs.MOST_COLUMNS);
    var columns = new ArrayList<Column>(count);
    for (int i = 0; i < count; i++) {
      var name = in.readText();
      int flags = in.readByte();
      columns.add(new Column(
          name,
          (flags & CATEGORY) != 0,
          (flags & MIN) != 0 ? (Double) in.readDouble() : null,
          (flags & MAX) != 0 ? (Double) in.readDouble() : null));
    }
    in.expectEnd();
    return new InputSchema(revision, reference, columns);
  }
}
