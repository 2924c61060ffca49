package io.millrace.launcher.evaluation;

import io.millrace.model.DataType;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the predictions in the outputs of a model. A class is, in this order: the first output with one whole number,
 * boolean or text a row; the place of the greatest value of a row; 1 where a row's only value is at least one half, else
 * 0. A number is the first output with one real number a row, else one whole number.
 */
public final class PredictionReading {
  private static final double HALF = 0.5;
  private static final Set<DataType> REAL =
      EnumSet.of(DataType.FP16, DataType.BF16, DataType.FP32, DataType.FP64);

  private PredictionReading() {}

  /**
   * The predictions of an answer, one a row.
   *
   * @param rows how many rows were asked about
   * @throws PredictionException if no output tells a prediction for each row
   */
  public static List<Label> read(Task task, List<Tensor> outputs, int rows) {
    return switch (task) {
      case CLASSIFICATION -> classes(outputs, rows);
      case REGRESSION -> numbers(outputs, rows);
    };
  }

  private static List<Label> classes(List<Tensor> outputs, int rows) {
    return Stream.concat(
            outputs.stream().filter(o -> !REAL.contains(o.type()) && elements(o) == rows),
            outputs.stream().filter(o -> isNumeric(o) && hasRows(o, rows)))
        .findFirst()
        .map(output -> REAL.contains(output.type()) || elements(output) != rows
            ? decided(output, rows)
            : labels(output))
        .orElseThrow(() -> none("a class", outputs, rows));
  }

  private static List<Label> labels(Tensor output) {
    return output.type() == DataType.BYTES
        ? Arrays.stream(Tensors.toStrings(output)).map(Label::parse).toList()
        : numeric(output).toList();
  }

  private static List<Label> decided(Tensor output, int rows) {
    var values = Tensors.toDoubles(output);
    int width = values.length / rows;
    return IntStream.range(0, rows)
        .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
        .map(row -> decide(output.name(), row))
        .toList();
  }

  private static Label decide(String output, double[] row) {
    for (double value : row) {
      requireNumber(output, value);
    }
    if (row.length == 1) {
      return new Label.Numeric(row[0] >= HALF ? 1 : 0);
    }
    int greatest = 0;
    for (int i = 1; i < row.length; i++) {
      greatest = row[i] > row[greatest] ? i : greatest;
    }
    return new Label.Numeric(greatest);
  }

  private static List<Label> numbers(List<Tensor> outputs, int rows) {
    Predicate<Tensor> real = output -> REAL.contains(output.type());
    var single =
        outputs.stream().filter(o -> isNumeric(o) && elements(o) == rows).toList();
    return Stream.concat(single.stream().filter(real), single.stream())
        .findFirst()
        .map(output -> numeric(output).toList())
        .orElseThrow(() -> none("one number", outputs, rows));
  }

  private static Stream<Label> numeric(Tensor output) {
    return Arrays.stream(Tensors.toDoubles(output))
        .mapToObj(value -> new Label.Numeric(requireNumber(output.name(), value)));
  }

  private static double requireNumber(String output, double value) {
    if (!Double.isFinite(value)) {
      throw new PredictionException("output \"%s\" holds %s".formatted(output, value));
    }
    return value;
  }

  private static boolean isNumeric(Tensor output) {
    return output.type() != DataType.BYTES;
  }

  private static boolean hasRows(Tensor output, int rows) {
    return elements(output) > 0 && elements(output) % rows == 0;
  }

  private static long elements(Tensor output) {
    return output.shape().elements();
  }

  private static PredictionException none(String what, List<Tensor> outputs, int rows) {
    var shown = outputs.stream()
        .map(o -> "%s %s%s".formatted(o.name(), o.type(), o.shape()))
        .toList();
    return new PredictionException("no output tells %s for each of %d row%s: the model answered %s"
        .formatted(what, rows, rows == 1 ? "" : "s", shown));
  }
}
