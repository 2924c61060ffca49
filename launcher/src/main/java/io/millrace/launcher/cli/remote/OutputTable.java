package io.millrace.launcher.cli.remote;

import io.millrace.launcher.evaluation.Table;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The outputs of answers, one line a row. */
final class OutputTable {
  private static final int MOST_SHOWN = 8;

  private final Table table;
  private int lines;

  /** @param first the outputs of the first answer; the others have the same names */
  OutputTable(List<Tensor> first) {
    this.table = new Table(
        Stream.concat(Stream.of("row"), first.stream().map(Tensor::name)).toList());
  }

  OutputTable add(List<Tensor> outputs) {
    int rows = rows(outputs);
    var values = outputs.stream().map(OutputTable::values).toList();
    for (int row = 0; row < rows; row++) {
      var cells = new ArrayList<String>();
      cells.add(Integer.toString(++lines));
      for (var all : values) {
        int width = all.size() / rows;
        cells.add(cell(all.subList(row * width, (row + 1) * width)));
      }
      table.row(cells);
    }
    return this;
  }

  // Outputs without a common first axis are one row as they stand.
  private static int rows(List<Tensor> outputs) {
    var counts =
        outputs.stream().map(output -> output.shape().rows()).distinct().toList();
    return counts.size() == 1 && counts.get(0) > 0 ? Math.toIntExact(counts.get(0)) : 1;
  }

  private static String cell(List<String> values) {
    if (values.size() == 1) {
      return values.get(0);
    }
    return values.stream()
        .limit(MOST_SHOWN)
        .collect(Collectors.joining(
            ", ",
            "[",
            values.size() > MOST_SHOWN ? ", ... %d values]".formatted(values.size()) : "]"));
  }

  private static List<String> values(Tensor output) {
    return switch (output.type()) {
      case BYTES -> List.of(Tensors.toStrings(output));
      case BOOL ->
        Arrays.stream(Tensors.toLongs(output))
            .mapToObj(v -> v == 1 ? "true" : "false")
            .toList();
      case FP64 ->
        Arrays.stream(Tensors.toDoubles(output)).mapToObj(Double::toString).toList();
      case FP32, FP16, BF16 -> floats(Tensors.toFloats(output));
      case UINT64 ->
        Arrays.stream(Tensors.toLongs(output)).mapToObj(Long::toUnsignedString).toList();
      case UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64 ->
        Arrays.stream(Tensors.toLongs(output)).mapToObj(Long::toString).toList();
    };
  }

  private static List<String> floats(float[] values) {
    var texts = new ArrayList<String>(values.length);
    for (float value : values) {
      texts.add(Float.toString(value));
    }
    return texts;
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
