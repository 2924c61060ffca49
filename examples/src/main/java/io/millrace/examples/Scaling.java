package io.millrace.examples;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** z = (x − mean) / deviation, one pair a column, measured on the training rows and stored in the model. */
record Scaling(List<Double> mean, List<Double> deviation) {

  static Scaling ofFeatures(Table table) {
    var columns = IntStream.range(0, table.features().size())
        .mapToObj(i -> ofColumn(table, row -> row.features().get(i)))
        .toList();
    return new Scaling(
        columns.stream().map(c -> c.mean().get(0)).toList(),
        columns.stream().map(c -> c.deviation().get(0)).toList());
  }

  static Scaling ofTarget(Table table) {
    return ofColumn(table, Table.Row::target);
  }

  /** The values of one row in units of standard deviations from the mean. */
  double[] apply(List<Double> values) {
    return IntStream.range(0, values.size())
        .mapToDouble(i -> (values.get(i) - mean.get(i)) / deviation.get(i))
        .toArray();
  }

  private static Scaling ofColumn(Table table, ToDoubleFunction<Table.Row> value) {
    // Plain sums in row order: DoubleStream.sum() leaves its order of addition open.
    var sum = 0.0;
    for (var row : table.rows()) {
      sum += value.applyAsDouble(row);
    }
    var mean = sum / table.rows().size();
    var squares = 0.0;
    for (var row : table.rows()) {
      squares += (value.applyAsDouble(row) - mean) * (value.applyAsDouble(row) - mean);
    }
    var deviation = StrictMath.sqrt(squares / table.rows().size());
    return new Scaling(List.of(mean), List.of(deviation));
  }
}
