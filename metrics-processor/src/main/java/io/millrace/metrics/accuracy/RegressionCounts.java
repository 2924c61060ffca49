package io.millrace.metrics.accuracy;

import io.millrace.model.qoa.NumberTally;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;

/** The errors of predicted numbers. Sums are exact, so parts merge to the same in any order. */
public final class RegressionCounts {
  private long count;
  private ExactSum absolutes = ExactSum.ZERO;
  private ExactSum squares = ExactSum.ZERO;

  public void add(Pair.Measured pair) {
    var error = new BigDecimal(pair.predicted()).subtract(new BigDecimal(pair.truth()));
    count++;
    absolutes = absolutes.plus(error.abs());
    squares = squares.plus(error.pow(2));
  }

  public void addAll(RegressionCounts other) {
    count += other.count;
    absolutes = absolutes.plus(other.absolutes);
    squares = squares.plus(other.squares);
  }

  public long count() {
    return count;
  }

  /** Mean absolute error: Σ|predicted − true| / n; NaN of none. */
  public double mae() {
    return absolutes.over(count);
  }

  /** Mean square error: Σ(predicted − true)² / n; NaN of none. */
  public double mse() {
    return squares.over(count);
  }

  /** Root mean square error; NaN of none. */
  public double rmse() {
    return squares.rootOver(count);
  }

  /** The same counts in the form in which they are told; sums are rounded once. */
  public NumberTally tally() {
    return new NumberTally(count, absolutes.rounded(), squares.rounded());
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    absolutes.write(out);
    squares.write(out);
  }

  static RegressionCounts read(DataInput in) throws IOException {
    var counts = new RegressionCounts();
    counts.count = in.readLong();
    counts.absolutes = ExactSum.read(in);
    counts.squares = ExactSum.read(in);
    return counts;
  }
}
