package io.millrace.metrics.contract;

import io.millrace.model.contract.Aggregate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is kept of the samples of one pane, or of several panes together. */
final class Tally {
  private final int mostValues;
  /** Samples of the metric, whatever their labels. */
  private long reported;

  private long chosen;
  private long zeros;
  private double sum;
  private double product = 1;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  /** The values; fewer than were chosen if they became too many, or none are needed. */
  private double[] values = {};

  private int kept;

  /** @param mostValues how many values are kept for percentiles */
  Tally(int mostValues) {
    this.mostValues = mostValues;
  }

  void report() {
    reported++;
  }

  void choose(double value) {
    if (kept == chosen && kept < mostValues) {
      keep(value);
    }
    chosen++;
    zeros += value == 0 ? 1 : 0;
    sum += value;
    product *= value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  private void keep(double... more) {
    if (kept + more.length > values.length) {
      values = Arrays.copyOf(values, Math.max(8, 2 * (kept + more.length)));
    }
    System.arraycopy(more, 0, values, kept, more.length);
    kept += more.length;
  }

  void merge(Tally other) {
    boolean allThere = kept == chosen && other.kept == other.chosen;
    if (allThere && chosen + other.chosen <= mostValues) {
      keep(Arrays.copyOf(other.values, other.kept));
    }
    reported += other.reported;
    chosen += other.chosen;
    zeros += other.zeros;
    sum += other.sum;
    product *= other.product;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  @Nullable
  Measurement measure(Aggregate aggregate, double seconds) {
    if (reported == 0) {
      return null;
    }
    return switch (aggregate.function()) {
      case COUNT -> Measurement.exact((double) chosen, reported);
      case SUM -> Measurement.exact(sum, reported);
      case RATE -> Measurement.exact(chosen / seconds, reported);
      default -> chosen == 0 ? null : measureChosen(aggregate);
    };
  }

  private @Nullable Measurement measureChosen(Aggregate aggregate) {
    var value = switch (aggregate.function()) {
      case MIN -> (Double) min;
      case MAX -> (Double) max;
      case AVERAGE -> (Double) (sum / chosen);
      case OR -> (Double) (zeros < chosen ? 1.0 : 0.0);
      case AND -> (Double) (zeros == 0 ? 1.0 : 0.0);
      case PRODUCT -> (Double) (product + 0.0); // not -0
      case PERCENTILE -> percentile(aggregate.fraction() == null ? 0 : aggregate.fraction());
      case COUNT, SUM, RATE -> throw new IllegalStateException(aggregate + " needs no value");
    };
    return value == null ? null : Measurement.exact(value, chosen);
  }

  /** Type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996). */
  private @Nullable Double percentile(double fraction) {
    if (kept < chosen) {
      return null;
    }
    var sorted = Arrays.copyOf(values, kept);
    Arrays.sort(sorted);
    double place = (sorted.length - 1) * fraction;
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(reported);
    out.writeLong(chosen);
    out.writeLong(zeros);
    for (double number : new double[] {sum, product, min, max}) {
      out.writeDouble(number);
    }
    out.writeInt(kept);
    for (int i = 0; i < kept; i++) {
      out.writeDouble(values[i]);
    }
  }

  static Tally read(int mostValues, DataInput in) throws IOException {
    var tally = new Tally(mostValues);
    tally.reported = in.readLong();
    tally.chosen = in.readLong();
    tally.zeros = in.readLong();
    tally.sum = in.readDouble();
    tally.product = in.readDouble();
    tally.min = in.readDouble();
    tally.max = in.readDouble();
    tally.kept = in.readInt();
    tally.values = new double[tally.kept];
    for (int i = 0; i < tally.kept; i++) {
      tally.values[i] = in.readDouble();
    }
    return tally;
  }
}
