package io.millrace.launcher.evaluation;

import io.millrace.model.ModelSignature.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a file feed an input of a model.
 *
 * @param dims of one row's part of a tensor, without the axis of rows
 * @param places of the columns, in the order of the elements
 * @param batched whether an axis of rows leads the shape
 */
record InputColumns(TensorSpec spec, List<Long> dims, List<Integer> places, boolean batched) {
  private static final List<String> NUMBERED = List.of("%s_%d", "%s.%d", "%s[%d]");

  /** The only input takes every column but the label, in file order, whatever their names. */
  static InputColumns only(CsvTable table, TensorSpec spec, @Nullable String label) {
    int labelAt = label == null ? -1 : table.column(label);
    var places = IntStream.range(0, table.header().size())
        .filter(i -> i != labelAt)
        .boxed()
        .toList();
    var dims = sized(rowDims(spec), places.size());
    if (elements(dims) != places.size()) {
      throw new CsvException("%s: input %s takes %d columns, the file has %d%s: %s"
          .formatted(
              table.source(),
              spec,
              elements(dims),
              places.size(),
              label == null ? "" : " beside the label \"%s\"".formatted(label),
              String.join(", ", places.stream().map(table.header()::get).toList())));
    }
    return new InputColumns(spec, dims, places, isBatched(spec));
  }

  /** One of several inputs takes the column of its name, or those of its name and a number from 0. */
  static InputColumns named(CsvTable table, TensorSpec spec) {
    var dims = rowDims(spec);
    var places = new ArrayList<Integer>();
    if (elements(dims) == 1 && table.header().contains(spec.name())) {
      places.add(table.column(spec.name()));
    } else {
      NUMBERED.stream()
          .map(pattern -> numbered(table, pattern, spec.name()))
          .filter(found -> !found.isEmpty())
          .findFirst()
          .ifPresent(places::addAll);
    }
    dims = sized(dims, places.size());
    if (places.isEmpty() || elements(dims) != places.size()) {
      throw missing(table, spec, elements(dims));
    }
    return new InputColumns(spec, dims, places, isBatched(spec));
  }

  private static List<Integer> numbered(CsvTable table, String pattern, String name) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> pattern.formatted(name, i))
        .takeWhile(table.header()::contains)
        .map(table::column)
        .toList();
  }

  private static CsvException missing(CsvTable table, TensorSpec spec, long width) {
    var wanted = switch ((int) Math.min(Math.max(width, 0), 3)) {
      case 0 -> "the columns %1$s_0, %1$s_1, ...";
      case 1 -> "the column %1$s";
      case 2 -> "the columns %1$s_0 and %1$s_1";
      default -> "the columns %1$s_0 to %1$s_%2$d";
    };
    return new CsvException("%s: input %s takes %s; the file has %s"
        .formatted(
            table.source(),
            spec,
            wanted.formatted(spec.name(), width - 1),
            String.join(", ", table.header())));
  }

  // The first axis counts rows where it is free or 1; a shape such as [4, 4] is one row as it
  // stands.
  private static boolean isBatched(TensorSpec spec) {
    var shape = spec.shape();
    return shape.rank() > 0 && (shape.dim(0) < 0 || (shape.rank() > 1 && shape.dim(0) == 1));
  }

  private static List<Long> rowDims(TensorSpec spec) {
    return LongStream.of(spec.shape().dims())
        .skip(isBatched(spec) ? 1 : 0)
        .boxed()
        .toList();
  }

  /** The elements of one row; −1 where an axis is of any size. */
  private static long elements(List<Long> dims) {
    return dims.contains(-1L) ? -1 : dims.stream().reduce(1L, Math::multiplyExact);
  }

  /** One free axis takes what the columns leave for it; more than one stay free, and so are refused. */
  private static List<Long> sized(List<Long> dims, int columns) {
    long known = dims.stream().filter(d -> d >= 0).reduce(1L, Math::multiplyExact);
    boolean one = dims.stream().filter(d -> d < 0).count() == 1;
    return !one || known == 0 || columns % known != 0
        ? dims
        : dims.stream().map(d -> d < 0 ? columns / known : d).toList();
  }
}
