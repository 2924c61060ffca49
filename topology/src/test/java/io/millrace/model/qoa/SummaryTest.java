package io.millrace.model.qoa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final MathContext DIGITS = new MathContext(2000);

  /** Doubles of every magnitude, denormals and cancelling pairs among them. */
  private static double[] wild(Random random, int many) {
    var values = new double[many];
    for (int i = 0; i < many; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      values[i] = Double.isFinite(value) ? value : i;
      if (i > 0 && random.nextInt(4) == 0) {
        values[i] = -values[i - 1];
      }
      if (random.nextInt(6) == 0) {
        values[i] = random.nextInt(9) * Double.MIN_VALUE;
      }
    }
    return values;
  }

  private static BigDecimal exactSum(double[] values) {
    return Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void sumAndMean_areTheNearestDoubles_ofTheExactOnes() {
    for (int seed = 0; seed < 200; seed++) {
      var values = wild(new Random(seed), 1 + seed);
      var summary = Summary.of(values);
      var sum = exactSum(values);
      assertThat(summary.sum()).isEqualTo(sum.doubleValue());
      var mean = sum.divide(BigDecimal.valueOf(values.length), DIGITS).doubleValue();
      assertThat(summary.mean())
          .isCloseTo(mean, org.assertj.core.data.Offset.offset(Math.ulp(mean) / 2));
    }
  }

  @Test
  void deviation_isThatOfExactArithmetic() {
    for (int seed = 0; seed < 60; seed++) {
      var random = new Random(seed);
      double offset =
          Math.pow(10, seed % 15); // takes all digits from the sum of squares of doubles
      var values = random.doubles(1 + seed).map(u -> offset + u).toArray();
      double truth = deviation(values);
      assertThat(Summary.of(values).deviation()).isEqualTo(truth);
    }
  }

  private static double deviation(double[] values) {
    var n = BigDecimal.valueOf(values.length);
    var mean = exactSum(values).divide(n, DIGITS);
    return Arrays.stream(values)
        .mapToObj(value -> new BigDecimal(value).subtract(mean).pow(2))
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .divide(n, DIGITS)
        .sqrt(new MathContext(40))
        .doubleValue();
  }

  @Test
  void deviationOfExtremes_neitherOverflowsNorVanishes() {
    assertThat(Summary.of(1e308, -1e308).deviation()).isEqualTo(1e308);
    assertThat(Summary.of(0, 2 * Double.MIN_VALUE).deviation()).isEqualTo(Double.MIN_VALUE);
    assertThat(Summary.of(0.1, 0.1, 0.1).deviation()).isZero();
  }

  @Test
  void mergesInAnyOrder_areTheSameToTheLastByte() {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var values = wild(random, 200);
      var expected = Summary.of(values);
      for (int order = 0; order < 4; order++) {
        var parts = new ArrayList<Summary>();
        for (int from = 0; from < values.length; from += 13) {
          parts.add(
              Summary.of(Arrays.copyOfRange(values, from, Math.min(from + 13, values.length))));
        }
        Collections.shuffle(parts, random);
        var merged = new Summary();
        for (var part : parts) {
          // Through the compact form, as parts travel.
          merged.merge(random.nextBoolean() ? part : Summary.fromBytes(part.toBytes()));
        }
        assertThat(merged).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(merged.toBytes()).isEqualTo(expected.toBytes());
      }
    }
  }

  @Test
  void sumsThatCancel_leaveNothingBehind() {
    var summary = Summary.of(1e308, 1e308, 1e-300, -1e308, -1e308);
    assertThat(summary.sum()).isEqualTo(1e-300);
    assertThat(Summary.of(3, -3).sum()).isZero();
    assertThat(Summary.of(1e308, 1e308).sum()).isInfinite();
    assertThat(Summary.of(1e308, 1e308).mean()).isEqualTo(1e308);
  }

  @Test
  void manyOfOneValue_areSummedAsItsMultiple() {
    double value = -0.1;
    var summary = new Summary();
    for (int i = 0; i < 3_000_000; i++) {
      summary.add(value);
    }
    assertThat(summary.sum())
        .isEqualTo(new BigDecimal(value).multiply(BigDecimal.valueOf(3_000_000)).doubleValue());
    assertThat(summary.mean()).isEqualTo(value);
  }

  @Test
  void extremes_areExact_andBoundTheQuantiles() {
    var summary = Summary.of(7.01, 7.02, 7.03);
    assertThat(summary.min()).isEqualTo(7.01);
    assertThat(summary.max()).isEqualTo(7.03);
    for (double q = 0; q <= 1; q += 0.125) {
      assertThat(summary.quantile(q)).isBetween(7.01, 7.03);
    }
    assertThat(Summary.of(7.01, 9).quantile(0)).isEqualTo(7.01);
    assertThat(Summary.of(7.01, 9).quantile(1)).isEqualTo(9);
  }

  @Test
  void emptySummary_hasNoFigures() {
    var empty = new Summary();
    assertThat(empty.count()).isZero();
    assertThat(empty.sum()).isZero();
    for (double figure :
        new double[] {empty.min(), empty.max(), empty.mean(), empty.deviation(), empty.quantile(0.5)
        }) {
      assertThat(figure).isNaN();
    }
    assertThat(Summary.fromBytes(empty.toBytes())).isEqualTo(empty);
  }

  @Test
  void refusedValue_leavesTheSummaryAsItWas() {
    var summary = Summary.of(1, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> summary.add(Double.NaN));
    assertThat(summary).isEqualTo(Summary.of(1, 2));
  }

  @Test
  void brokenForms_areRefused_whereverTheyBreak() {
    var whole = Summary.of(Distributions.SIGNED.draw(50, 4)).toBytes();
    assertThat(Summary.fromBytes(whole).toBytes()).isEqualTo(whole);
    for (int length = 0; length < whole.length; length++) {
      var part = Arrays.copyOf(whole, length);
      assertThatIllegalArgumentException().isThrownBy(() -> Summary.fromBytes(part));
    }
  }
}
