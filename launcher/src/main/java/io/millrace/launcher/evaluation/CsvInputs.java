package io.millrace.launcher.evaluation;

import io.millrace.model.ModelSignature.TensorSpec;
import io.millrace.model.Shape;
import io.millrace.model.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows of a CSV file into the inputs of a model. A model with one input gets all columns but the label in file
 * order; of several inputs each gets the column of its name, or the columns {@code name_0}, {@code name_1} and so on
 * ({@code name.0} and {@code name[0]} do too), and further columns are let be.
 */
public final class CsvInputs {
  private final CsvTable table;
  private final List<InputColumns> inputs;

  private CsvInputs(CsvTable table, List<InputColumns> inputs) {
    this.table = table;
    this.inputs = inputs;
  }

  /**
   * Finds the columns for each input.
   *
   * @param label the column that is no input; null where all are
   * @throws CsvException if the file has not the columns that the inputs take
   */
  public static CsvInputs bind(CsvTable table, List<TensorSpec> inputs, @Nullable String label) {
    if (label != null) {
      table.column(label); // a label that is not there is told of before anything else
    }
    return new CsvInputs(
        table,
        inputs.size() == 1
            ? List.of(InputColumns.only(table, inputs.get(0), label))
            : inputs.stream().map(spec -> InputColumns.named(table, spec)).toList());
  }

  /**
   * One row as the inputs of one request.
   *
   * @throws CsvException if a cell is no value of its input's type
   */
  public List<Tensor> tensors(CsvTable.Row row) {
    return tensors(List.of(row));
  }

  /** Several rows as one batch; only for inputs whose shape leads with an axis of rows. */
  public List<Tensor> tensors(List<CsvTable.Row> rows) {
    return inputs.stream().map(input -> tensor(input, rows)).toList();
  }

  private Tensor tensor(InputColumns input, List<CsvTable.Row> rows) {
    if (!input.batched() && rows.size() != 1) {
      throw new IllegalArgumentException(
          "input %s takes one row, not %d".formatted(input.spec(), rows.size()));
    }
    var bytes = new ByteArrayOutputStream();
    for (var row : rows) {
      append(input, row, bytes);
    }
    var data = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    return new Tensor(input.spec().name(), input.spec().type(), shape(input, rows.size()), data);
  }

  private void append(InputColumns input, CsvTable.Row row, ByteArrayOutputStream out) {
    for (int column : input.places()) {
      var fault = Cell.append(input.spec().type(), row.values().get(column), out);
      if (fault != null) {
        throw table.wrongCell(row, column, fault);
      }
    }
  }

  private static Shape shape(InputColumns input, int rows) {
    var dims = input.dims().stream().mapToLong(Long::longValue);
    return Shape.of(
        (input.batched() ? LongStream.concat(LongStream.of(rows), dims) : dims).toArray());
  }
}
