package io.millrace.model.qoa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final MathContext DIGITS = new MathContext(80);

  /** Whether the magnitude is in (g^(i−1), g^i], that is its 32nd power in (2^(i−1), 2^i]: no roots, no rounding. */
  private static boolean isIn(int index, double magnitude) {
    var power = new BigDecimal(magnitude).pow(32, DIGITS);
    return power.compareTo(twoTo(index - 1)) > 0 && power.compareTo(twoTo(index)) <= 0;
  }

  private static BigDecimal twoTo(int exponent) {
    var power = BigDecimal.valueOf(2).pow(Math.abs(exponent), DIGITS);
    return exponent < 0 ? BigDecimal.ONE.divide(power, DIGITS) : power;
  }

  @Test
  void everyMagnitude_isBetweenTheBordersOfItsBucket() {
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double magnitude = Math.abs(Double.longBitsToDouble(random.nextLong()));
      if (magnitude > 0 && magnitude <= Double.MAX_VALUE) {
        assertThat(isIn(Buckets.indexOf(magnitude), magnitude))
            .as("%s", magnitude)
            .isTrue();
      }
    }
  }

  @Test
  void neighboursOfEveryBorder_areOnTheirOwnSide() {
    for (int index = -96; index <= 96; index++) {
      double border = Buckets.upperBound(index);
      assertThat(Buckets.indexOf(border)).isEqualTo(index);
      assertThat(Buckets.indexOf(Math.nextUp(border))).isEqualTo(index + 1);
      assertThat(isIn(index, border)).as("border %d", index).isTrue();
      assertThat(isIn(index + 1, Math.nextUp(border))).as("above %d", index).isTrue();
    }
  }

  @Test
  void powersOfTwo_areTheTopOfTheirBucket() {
    for (int exponent = -1074; exponent <= 1023; exponent++) {
      assertThat(Buckets.indexOf(Math.scalb(1.0, exponent))).isEqualTo(32 * exponent);
    }
  }

  @Test
  void extremeDoubles_haveTheExtremeBuckets() {
    assertThat(Buckets.indexOf(Double.MIN_VALUE)).isEqualTo(Buckets.LEAST);
    assertThat(Buckets.indexOf(Double.MAX_VALUE)).isEqualTo(Buckets.GREATEST);
    assertThat(Buckets.middle(Buckets.GREATEST)).isFinite();
    assertThat(Buckets.middle(Buckets.LEAST)).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void middle_isWithinTheRelativeErrorOfBothBorders() {
    // (g − 1) / (g + 1) is tanh(ln g / 2).
    assertThat(Buckets.RELATIVE_ERROR).isCloseTo(Math.tanh(Math.log(2) / 64), offset(1e-16));
    for (int index = -1000; index < 1000; index++) {
      double lower = Buckets.upperBound(index - 1);
      double upper = Buckets.upperBound(index);
      double middle = Buckets.middle(index);
      assertThat((middle - lower) / lower).isLessThanOrEqualTo(Buckets.RELATIVE_ERROR + 1e-12);
      assertThat((upper - middle) / upper).isLessThanOrEqualTo(Buckets.RELATIVE_ERROR + 1e-12);
    }
  }
}
