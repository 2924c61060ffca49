package io.millrace.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A test.csv from the class path, read as a stranger would read it: by its own header, without the generator. */
record CommittedCsv(List<String> header, List<List<Double>> features, List<Double> targets) {

  static CommittedCsv of(String example) throws IOException {
    try (var reader = new BufferedReader(
        new InputStreamReader(Examples.open(example + "/test.csv"), StandardCharsets.UTF_8))) {
      var header = List.of(reader.readLine().split(",", -1));
      var rows = reader
          .lines()
          .map(line -> Arrays.stream(line.split(",", -1)).map(Double::valueOf).toList())
          .toList();
      var last = header.size() - 1;
      return new CommittedCsv(
          header,
          rows.stream().map(row -> row.subList(0, last)).toList(),
          rows.stream().map(row -> row.get(last)).toList());
    }
  }
}
