package io.millrace.metrics.accuracy;

import io.millrace.model.DataType;
import io.millrace.model.Tensor;
import io.millrace.topology.serde.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the predictions in the outputs of a model, whose first axis counts the rows. A class is, in this order: the first
 * output with one whole number, boolean or text a row; the place of the greatest value of a row; 1 where a row's only
 * value is at least one half, else 0. A number is the first output with one real number a row, else one whole number.
 * Probabilities are the values of a row that add up to one, if they agree with the class.
 */
public final class OutputReading {
  private static final double HALF = 0.5;
  private static final double SLACK = 1e-3;
  private static final Set<DataType> REAL =
      EnumSet.of(DataType.FP16, DataType.BF16, DataType.FP32, DataType.FP64);

  private OutputReading() {}

  /** The predictions of an answer, one a row; null if its outputs tell none, or one that is not finite. */
  public static @Nullable List<Prediction> read(List<Tensor> outputs, boolean regression) {
    if (outputs.isEmpty()) {
      return null;
    }
    long rows = outputs.get(0).shape().rows();
    if (rows < 1 || rows > Integer.MAX_VALUE) {
      return null;
    }
    try {
      return regression ? numbers(outputs, (int) rows) : classes(outputs, (int) rows);
    } catch (IllegalArgumentException e) { // a value that is none
      return null;
    }
  }

  private static @Nullable List<Prediction> numbers(List<Tensor> outputs, int rows) {
    var single = outputs.stream()
        .filter(output -> output.type() != DataType.BYTES && elements(output) == rows)
        .toList();
    return Stream.concat(single.stream().filter(OutputReading::isReal), single.stream())
        .findFirst()
        .map(output -> Arrays.stream(Tensors.toDoubles(output))
            .<Prediction>mapToObj(Prediction.OfNumber::new)
            .toList())
        .orElse(null);
  }

  private static @Nullable List<Prediction> classes(List<Tensor> outputs, int rows) {
    var scores = outputs.stream()
        .filter(output -> isReal(output) && elements(output) > 0 && elements(output) % rows == 0)
        .findFirst()
        .map(output -> scores(output, rows))
        .orElse(null);
    var labels = outputs.stream()
        .filter(output -> !isReal(output) && elements(output) == rows)
        .findFirst()
        .map(OutputReading::labels)
        .orElse(null);
    if (labels == null) {
      var wide = outputs.stream()
          .filter(output -> output.type() != DataType.BYTES
              && elements(output) > 0
              && elements(output) % rows == 0)
          .findFirst()
          .map(output -> scores(output, rows))
          .orElse(null);
      return wide == null ? null : decided(wide);
    }
    return IntStream.range(0, rows)
        .mapToObj(row -> labelled(labels.get(row), scores == null ? new double[0] : scores[row]))
        .toList();
  }

  private static double[][] scores(Tensor output, int rows) {
    var values = Tensors.toDoubles(output);
    int width = values.length / rows;
    return IntStream.range(0, rows)
        .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
        .toArray(double[][]::new);
  }

  private static List<Label> labels(Tensor output) {
    return output.type() == DataType.BYTES
        ? Arrays.stream(Tensors.toStrings(output)).map(Label::of).toList()
        : Arrays.stream(Tensors.toDoubles(output)).mapToObj(Label::of).toList();
  }

  private static List<Prediction> decided(double[][] scores) {
    var rows = new ArrayList<Prediction>(scores.length);
    for (var row : scores) {
      rows.add(labelled(Label.of(choice(row)), row));
    }
    return rows;
  }

  private static int choice(double[] row) {
    for (double value : row) {
      Label.of(value); // refuses what is not finite
    }
    if (row.length == 1) {
      return row[0] >= HALF ? 1 : 0;
    }
    int greatest = 0;
    for (int i = 1; i < row.length; i++) {
      greatest = row[i] > row[greatest] ? i : greatest;
    }
    return greatest;
  }

  private static Prediction labelled(Label label, double[] scores) {
    var probabilities = probabilities(scores);
    boolean agrees =
        !probabilities.isEmpty() && label.number() != null && label.number() == choice(scores);
    return agrees ? Prediction.OfClass.of(label, probabilities) : Prediction.OfClass.of(label);
  }

  /** By class; empty where the values are no probabilities. */
  private static Map<Label, Double> probabilities(double[] scores) {
    if (!Arrays.stream(scores).allMatch(score -> score >= 0 && score <= 1)) {
      return Map.of();
    }
    if (scores.length == 1) {
      return Map.of(Label.of(1), scores[0], Label.of(0), 1 - scores[0]);
    }
    var all = new TreeMap<Label, Double>();
    if (Math.abs(Arrays.stream(scores).sum() - 1) <= SLACK) {
      for (int i = 0; i < scores.length; i++) {
        all.put(Label.of(i), scores[i]);
      }
    }
    return all;
  }

  private static boolean isReal(Tensor output) {
    return REAL.contains(output.type());
  }

  private static long elements(Tensor output) {
    return output.shape().elements();
  }
}
