package io.millrace.metrics.accuracy;

import io.millrace.metrics.state.StateBytes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** A sum without rounding, which therefore does not depend on the order of what is added. */
record ExactSum(BigDecimal value) {
  static final ExactSum ZERO = new ExactSum(BigDecimal.ZERO);

  ExactSum plus(BigDecimal other) {
    return new ExactSum(value.add(other));
  }

  ExactSum plus(ExactSum other) {
    return plus(other.value);
  }

  /** The nearest double. */
  double rounded() {
    return value.doubleValue();
  }

  /** The mean of that many; NaN of none. */
  double over(long count) {
    return count == 0 ? Double.NaN : quotient(count).doubleValue();
  }

  /** The square root of the mean of that many; NaN of none. */
  double rootOver(long count) {
    return count == 0 ? Double.NaN : quotient(count).sqrt(MathContext.DECIMAL64).doubleValue();
  }

  private BigDecimal quotient(long count) {
    return value.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(value.scale());
    StateBytes.writeBytes(out, value.unscaledValue().toByteArray());
  }

  static ExactSum read(DataInput in) throws IOException {
    int scale = in.readInt();
    return new ExactSum(new BigDecimal(new BigInteger(StateBytes.readBytes(in)), scale));
  }
}
