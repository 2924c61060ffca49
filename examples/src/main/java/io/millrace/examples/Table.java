package io.millrace.examples;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows under named columns, the target column last. */
record Table(List<Column> features, Column target, List<Row> rows) {

  /** One row: feature values in column order, and what is to be predicted from them. */
  record Row(List<Double> features, double target) {}

  Table {
    features = List.copyOf(features);
    rows = List.copyOf(rows);
    for (var row : rows) {
      if (row.features().size() != features.size()) {
        throw new IllegalArgumentException("Row %s has %d features, the table %d."
            .formatted(row, row.features().size(), features.size()));
      }
    }
  }

  /** Rounds every value of the row to what its column shows. */
  static Row row(List<Column> features, Column target, double y, double... x) {
    var rounded = IntStream.range(0, x.length).mapToObj(i -> features.get(i).round(x[i]));
    return new Row(rounded.toList(), target.round(y));
  }

  /** Asks for {@code count} rows, one after the other, from one stream of random numbers. */
  static Table generate(
      List<Column> features,
      Column target,
      int count,
      Random random,
      Function<Random, Row> nextRow) {
    return new Table(
        features,
        target,
        Stream.generate(() -> nextRow.apply(random)).limit(count).toList());
  }

  Table first(int count) {
    return new Table(features, target, rows.subList(0, count));
  }

  Table last(int count) {
    return new Table(features, target, rows.subList(rows.size() - count, rows.size()));
  }

  List<String> featureNames() {
    return features.stream().map(Column::name).toList();
  }

  /** Header and rows, each ended by a line feed on every platform. */
  String csv() {
    var header = String.join(",", featureNames()) + "," + target.name() + "\n";
    return rows.stream().map(this::line).collect(Collectors.joining("", header, ""));
  }

  private String line(Row row) {
    var values = IntStream.range(0, features.size())
        .mapToObj(i -> features.get(i).format(row.features().get(i)));
    return Stream.concat(values, Stream.of(target.format(row.target())))
        .collect(Collectors.joining(",", "", "\n"));
  }
}
