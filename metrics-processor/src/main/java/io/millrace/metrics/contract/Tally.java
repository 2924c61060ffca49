package io.millrace.metrics.contract;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Precision;
import io.millrace.model.qoa.QuantileSketch;
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
  /** The values, where percentiles are wanted and there are not too many. */
  private double[] values = {};

  private int kept;
  /** In place of the values, where there are too many. */
  private @Nullable QuantileSketch sketch;

  /** @param mostValues how many values are kept for exact percentiles; 0: no percentiles */
  Tally(int mostValues) {
    this.mostValues = mostValues;
  }

  void report() {
    reported++;
  }

  void choose(double value) {
    if (mostValues > 0) {
      keep(value);
    }
    chosen++;
    zeros += value == 0 ? 1 : 0;
    sum += value;
    product *= value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  private void keep(double value) {
    if (sketch != null || kept == mostValues) {
      addFinite(value, sketch());
      return;
    }
    if (kept == values.length) {
      values = Arrays.copyOf(values, Math.max(8, 2 * kept));
    }
    values[kept++] = value;
  }

  private void keep(double[] more) {
    if (sketch != null || kept + more.length > mostValues) {
      var into = sketch();
      for (double value : more) {
        addFinite(value, into);
      }
      return;
    }
    if (kept + more.length > values.length) {
      values = Arrays.copyOf(values, Math.max(8, 2 * (kept + more.length)));
    }
    System.arraycopy(more, 0, values, kept, more.length);
    kept += more.length;
  }

  /** The sketch, from now on in place of the values. */
  private QuantileSketch sketch() {
    if (sketch == null) {
      sketch = new QuantileSketch();
      for (int i = 0; i < kept; i++) {
        addFinite(values[i], sketch);
      }
      kept = 0;
      values = new double[0];
    }
    return sketch;
  }

  private static void addFinite(double value, QuantileSketch to) {
    to.add(Math.min(Math.max(value, -Double.MAX_VALUE), Double.MAX_VALUE));
  }

  void merge(Tally other) {
    if (other.sketch != null) {
      sketch().merge(other.sketch);
    } else if (mostValues > 0) {
      keep(Arrays.copyOf(other.values, other.kept));
    }
    mergeSums(other);
  }

  /** Adds all but the values. */
  void mergeSums(Tally other) {
    reported += other.reported;
    chosen += other.chosen;
    zeros += other.zeros;
    sum += other.sum;
    product *= other.product;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** With the other's values in place of its own, which it has none of; they stay the other's. */
  Tally withValuesOf(Tally other) {
    values = other.values;
    kept = other.kept;
    sketch = other.sketch;
    return this;
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
      case PERCENTILE -> percentile(aggregate);
      case COUNT, SUM, RATE -> throw new IllegalStateException(aggregate + " needs no value");
    };
    if (value == null) {
      return null;
    }
    var precision = aggregate.function() == Aggregate.Function.PERCENTILE && sketch != null
        ? Precision.SKETCH
        : Precision.EXACT;
    return new Measurement(value, chosen, precision, false);
  }

  /**
   * Of the values, type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996); of too many, the
   * sketch's. Null where none were kept.
   */
  private @Nullable Double percentile(Aggregate aggregate) {
    double fraction = aggregate.fraction() == null ? 0 : aggregate.fraction();
    if (sketch != null) {
      return Math.min(Math.max(sketch.quantile(fraction), min), max);
    }
    if (kept == 0) {
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
    var bytes = sketch == null ? new byte[0] : sketch.toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
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
    var bytes = new byte[in.readInt()];
    in.readFully(bytes);
    tally.sketch = bytes.length == 0 ? null : QuantileSketch.fromBytes(bytes);
    return tally;
  }
}
