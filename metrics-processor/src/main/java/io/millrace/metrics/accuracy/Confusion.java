package io.millrace.metrics.accuracy;

import io.millrace.metrics.state.StateBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How often each class was predicted as which. Of more classes than it has room for, it keeps the first in their order and
 * counts the rest as one other class; which those are does not depend on the order of what is added, so parts merge to the
 * same in any order.
 */
public final class Confusion {
  private final int capacity;
  private final SortedSet<Label> classes = new TreeSet<>();
  private final SortedMap<Cell, Long> cells = new TreeMap<>();
  private boolean isFolded;

  /**
   * A cell of the matrix.
   *
   * @param truth null for a class that is counted as other
   * @param predicted null for a class that is counted as other
   */
  public record Cell(@Nullable Label truth, @Nullable Label predicted) implements Comparable<Cell> {
    private static final Comparator<@Nullable Label> ORDER =
        Comparator.nullsLast(Comparator.<Label>naturalOrder());

    @Override
    public int compareTo(Cell other) {
      int byTruth = ORDER.compare(truth, other.truth);
      return byTruth != 0 ? byTruth : ORDER.compare(predicted, other.predicted);
    }

    private Cell without(Label folded) {
      return new Cell(
          folded.equals(truth) ? null : truth, folded.equals(predicted) ? null : predicted);
    }
  }

  Confusion(int capacity) {
    this.capacity = capacity;
  }

  void add(Label truth, Label predicted) {
    keep(truth);
    keep(predicted);
    count(new Cell(kept(truth), kept(predicted)), 1);
  }

  private void count(Cell cell, long times) {
    cells.merge(cell, times, Long::sum);
  }

  private @Nullable Label kept(Label label) {
    return classes.contains(label) ? label : null;
  }

  private void keep(Label label) {
    boolean isBeyond =
        isFolded && classes.size() == capacity && label.compareTo(classes.last()) > 0;
    if (isBeyond || !classes.add(label) || classes.size() <= capacity) {
      return;
    }
    fold(classes.last());
  }

  /** Counts a class as other from now on. */
  private void fold(Label label) {
    isFolded = true;
    classes.remove(label);
    var moved = new TreeMap<Cell, Long>();
    cells.forEach((cell, times) -> moved.merge(cell.without(label), times, Long::sum));
    cells.clear();
    cells.putAll(moved);
  }

  void addAll(Confusion other) {
    if (capacity != other.capacity) {
      throw new IllegalArgumentException(
          "confusion of %d classes and of %d cannot be merged".formatted(capacity, other.capacity));
    }
    if (other.isFolded) {
      // What the other had no room for comes after all that it kept, so nothing after that may stay
      // here either.
      isFolded = true;
      classes.tailSet(other.classes.last()).stream()
          .filter(label -> !label.equals(other.classes.last()))
          .toList()
          .forEach(this::fold);
    }
    other.classes.forEach(this::keep);
    other.cells.forEach((cell, times) -> count(within(cell), times));
  }

  private Cell within(Cell cell) {
    return new Cell(
        cell.truth() == null ? null : kept(cell.truth()),
        cell.predicted() == null ? null : kept(cell.predicted()));
  }

  /** The classes that have a row and a column. */
  public SortedSet<Label> classes() {
    return Collections.unmodifiableSortedSet(classes);
  }

  /** Whether some classes are counted as other. */
  public boolean isFolded() {
    return isFolded;
  }

  /** What happened at least once. */
  public SortedMap<Cell, Long> cells() {
    return Collections.unmodifiableSortedMap(cells);
  }

  /** How often a class was true, was predicted, and was both. */
  ClassCounts of(Label label) {
    long truths = 0;
    long predictions = 0;
    for (Map.Entry<Cell, Long> entry : cells.entrySet()) {
      truths += label.equals(entry.getKey().truth()) ? entry.getValue() : 0;
      predictions += label.equals(entry.getKey().predicted()) ? entry.getValue() : 0;
    }
    return new ClassCounts(truths, predictions, cells.getOrDefault(new Cell(label, label), 0L));
  }

  void write(DataOutput out) throws IOException {
    out.writeBoolean(isFolded);
    out.writeInt(classes.size());
    for (var label : classes) {
      StateBytes.writeText(out, label.text());
    }
    out.writeInt(cells.size());
    for (var entry : cells.entrySet()) {
      out.writeInt(place(entry.getKey().truth()));
      out.writeInt(place(entry.getKey().predicted()));
      out.writeLong(entry.getValue());
    }
  }

  private int place(@Nullable Label label) {
    return label == null ? -1 : classes.headSet(label).size();
  }

  static Confusion read(int capacity, DataInput in) throws IOException {
    var confusion = new Confusion(capacity);
    confusion.isFolded = in.readBoolean();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      confusion.classes.add(Label.of(StateBytes.readText(in)));
    }
    var labels = confusion.classes.toArray(new Label[0]);
    int cells = in.readInt();
    for (int i = 0; i < cells; i++) {
      var cell = new Cell(at(labels, in.readInt()), at(labels, in.readInt()));
      confusion.cells.put(cell, in.readLong());
    }
    return confusion;
  }

  private static @Nullable Label at(Label[] labels, int place) {
    if (place >= labels.length) {
      throw new IllegalArgumentException(
          "confusion: class %d of %d".formatted(place, labels.length));
    }
    return place < 0 ? null : labels[place];
  }
}
