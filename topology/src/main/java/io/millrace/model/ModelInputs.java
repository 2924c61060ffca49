package io.millrace.model;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's declaration that the quality and the drift of its inputs are to be watched.
 *
 * @param revision the epoch of the model's record at which it was declared; 0 in a wish
 * @param reference of how many rows the first of a version are what later ones are compared with
 * @param columns what is watched; none takes the declaration back
 */
public record ModelInputs(long revision, long reference, List<Column> columns) {
  /** The most columns that are watched. */
  public static final int MOST_COLUMNS = 100;

  /** The longest name of a column, in characters. */
  public static final int LONGEST_NAME = 100;

  /** The reference where nothing is said of it. */
  public static final long DEFAULT_REFERENCE = 1000;

  /** Nothing is watched. */
  public static final ModelInputs OFF = new ModelInputs(0, DEFAULT_REFERENCE, List.of());

  /**
   * One number, text or truth value of each row.
   *
   * @param input the tensor's name
   * @param index of the value within the row of the tensor, from 0
   * @param name by which it is reported
   * @param min the least value that is in range; null for none
   * @param max the greatest value that is in range; null for none
   */
  public record Column(
      String input,
      int index,
      String name,
      @Nullable Double min,
      @Nullable Double max) {
    public Column {
      Objects.requireNonNull(input, "input");
      if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "column \"%s\": a name has 1 to %d characters".formatted(name, LONGEST_NAME));
      }
      if (index < 0) {
        throw new IllegalArgumentException(
            "column \"%s\": index %d is below 0".formatted(name, index));
      }
      requireFinite(name, "min", min);
      requireFinite(name, "max", max);
      if (min != null && max != null && min > max) {
        throw new IllegalArgumentException(
            "column \"%s\": min %s is above max %s".formatted(name, min, max));
      }
    }

    private static void requireFinite(String name, String what, @Nullable Double bound) {
      if (bound != null && !Double.isFinite(bound)) {
        throw new IllegalArgumentException(
            "column \"%s\": %s %s is not finite".formatted(name, what, bound));
      }
    }
  }

  // Anyone can write JSON to the topic: what the registry folds must be whole.
  public ModelInputs {
    columns = List.copyOf(columns);
    if (columns.size() > MOST_COLUMNS) {
      throw new IllegalArgumentException(
          "%d columns: %d are the most".formatted(columns.size(), MOST_COLUMNS));
    }
    if (reference < ModelDrift.FEWEST) {
      throw new IllegalArgumentException(
          "reference: %d rows are below %d".formatted(reference, ModelDrift.FEWEST));
    }
    var names = new HashSet<String>();
    for (var column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException("two columns \"%s\"".formatted(column.name()));
      }
    }
  }

  public boolean isOff() {
    return columns.isEmpty();
  }

  /** The same, declared at that epoch. */
  public ModelInputs since(long epoch) {
    return new ModelInputs(epoch, reference, columns);
  }

  /** Whether both declare the same, whenever it was. */
  public boolean isSame(@Nullable ModelInputs other) {
    return other != null && equals(other.since(revision));
  }
}
