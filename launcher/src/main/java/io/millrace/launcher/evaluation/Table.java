package io.millrace.launcher.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Aligned columns of text under a header; columns of numbers stand to the right. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<String> header) {
    this.header = List.copyOf(header);
  }

  public static Table of(String... header) {
    return new Table(List.of(header));
  }

  /** Adds a row of as many values as there are columns. */
  public Table row(Object... values) {
    return row(Arrays.stream(values).map(String::valueOf).toList());
  }

  public Table row(List<String> values) {
    if (values.size() != header.size()) {
      throw new IllegalArgumentException("row %s: %d values, the table has %d columns"
          .formatted(values, values.size(), header.size()));
    }
    rows.add(List.copyOf(values));
    return this;
  }

  /** The lines of the table, without blanks at their ends. */
  @Override
  public String toString() {
    var widths = IntStream.range(0, header.size()).map(this::width).toArray();
    var right = new boolean[widths.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = isNumeric(i);
    }
    return Stream.concat(Stream.of(header), rows.stream())
        .map(cells -> line(cells, widths, right))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private int width(int column) {
    return Stream.concat(Stream.of(header), rows.stream())
        .mapToInt(cells -> cells.get(column).length())
        .max()
        .orElse(0);
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty() && rows.stream().allMatch(row -> Numbers.parse(row.get(column)) != null);
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    return IntStream.range(0, widths.length)
        .mapToObj(i -> padded(cells.get(i), widths[i], right[i]))
        .collect(Collectors.joining(GAP))
        .stripTrailing();
  }

  private static String padded(String cell, int width, boolean right) {
    var blanks = " ".repeat(width - cell.length());
    return right ? blanks + cell : cell + blanks;
  }
}
