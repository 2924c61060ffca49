package io.millrace.metrics.accuracy;

import io.millrace.model.qoa.ClassTally;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How predicted classes compare with the true ones. Parts merge to the same in any order. */
public final class ClassificationCounts {
  /** How many classes have a row of the confusion matrix of their own. */
  public static final int DEFAULT_CLASSES = 100;

  // As scikit-learn: a probability of 0 for the true class must not make the mean infinite.
  private static final double LEAST_PROBABILITY = Math.ulp(1.0);

  private long count;
  private long hits;
  private long scored;
  private ExactSum losses = ExactSum.ZERO;
  private Confusion confusion;

  /**
   * Counts with room for that many classes.
   *
   * @param classes from 1
   */
  public ClassificationCounts(int classes) {
    if (classes < 1) {
      throw new IllegalArgumentException("classes: %d is below 1".formatted(classes));
    }
    confusion = new Confusion(classes);
  }

  public void add(Pair.Classified pair) {
    count++;
    hits += pair.truth().equals(pair.predicted()) ? 1 : 0;
    confusion.add(pair.truth(), pair.predicted());
    if (!Double.isNaN(pair.probability())) {
      double clipped =
          Math.min(1 - LEAST_PROBABILITY, Math.max(LEAST_PROBABILITY, pair.probability()));
      scored++;
      losses = losses.plus(new BigDecimal(-Math.log(clipped)));
    }
  }

  /**
   * Adds what another counted.
   *
   * @throws IllegalArgumentException if it has room for another number of classes
   */
  public void addAll(ClassificationCounts other) {
    confusion.addAll(other.confusion);
    count += other.count;
    hits += other.hits;
    scored += other.scored;
    losses = losses.plus(other.losses);
  }

  public long count() {
    return count;
  }

  /** The share of predictions that were right; exact also where classes are folded, NaN of none. */
  public double accuracy() {
    return count == 0 ? Double.NaN : (double) hits / count;
  }

  /** The mean of −ln of the probability given to the true class, of those where it is known; NaN of none. */
  public double logLoss() {
    return losses.over(scored);
  }

  /** Of how many predictions the probability of the true class is known. */
  public long scored() {
    return scored;
  }

  public Confusion confusion() {
    return confusion;
  }

  /** The counts of every class that has a row of its own. */
  public SortedMap<Label, ClassCounts> classes() {
    var all = new TreeMap<Label, ClassCounts>();
    confusion.classes().forEach(label -> all.put(label, confusion.of(label)));
    return all;
  }

  /** The plain mean of a figure over the classes that have a row of their own; NaN of none. */
  public double macro(ToDoubleFunction<ClassCounts> figure) {
    return classes().values().stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** The mean of a figure over the classes that have a row of their own, weighted by how often each is true. */
  public double weighted(ToDoubleFunction<ClassCounts> figure) {
    double sum = 0;
    double weights = 0;
    for (var counts : classes().values()) {
      sum += figure.applyAsDouble(counts) * counts.truths();
      weights += counts.truths();
    }
    return weights == 0 ? Double.NaN : sum / weights;
  }

  /** The same counts in the form in which they are told; sums are rounded once. */
  public ClassTally tally() {
    var cells = confusion.cells().entrySet().stream()
        .map(entry -> new ClassTally.Cell(
            text(entry.getKey().truth()), text(entry.getKey().predicted()), entry.getValue()))
        .toList();
    return new ClassTally(count, hits, scored, losses.rounded(), cells);
  }

  private static @Nullable String text(@Nullable Label label) {
    return label == null ? null : label.text();
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(hits);
    out.writeLong(scored);
    losses.write(out);
    confusion.write(out);
  }

  static ClassificationCounts read(int classes, DataInput in) throws IOException {
    var counts = new ClassificationCounts(classes);
    counts.count = in.readLong();
    counts.hits = in.readLong();
    counts.scored = in.readLong();
    counts.losses = ExactSum.read(in);
    counts.confusion = Confusion.read(classes, in);
    return counts;
  }
}
