package io.millrace.model.qoa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.datadoghq.sketch.ddsketch.DDSketches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.DoubleHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSketchTest {
  private static final double[] QS = {0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1};

  private static QuantileSketch sketch(double... values) {
    var sketch = new QuantileSketch();
    for (double value : values) {
      sketch.add(value);
    }
    return sketch;
  }

  /** The values dealt out to so many sketches, which are merged in an order of the seed's. */
  private static QuantileSketch merged(double[] values, int parts, long seed) {
    var random = new Random(seed);
    var sketches = new ArrayList<QuantileSketch>();
    for (int i = 0; i < parts; i++) {
      sketches.add(new QuantileSketch());
    }
    for (double value : values) {
      sketches.get(random.nextInt(parts)).add(value);
    }
    Collections.shuffle(sketches, random);
    while (sketches.size() > 1) { // as a tree whose shape is chance too
      int into = random.nextInt(sketches.size() - 1);
      sketches.get(into).merge(sketches.remove(sketches.size() - 1));
    }
    return sketches.get(0);
  }

  private static double relative(double estimate, double truth) {
    return truth == 0 ? Math.abs(estimate) : Math.abs(estimate - truth) / Math.abs(truth);
  }

  @ParameterizedTest
  @EnumSource
  void quantilesOfTwoHundredParts_areWithinTheErrorOfTheSortedValues(Distributions distribution) {
    var values = distribution.draw(100_000, 7);
    var sketch = merged(values, 200, 8);
    for (double q : QS) {
      double truth = Distributions.quantile(values, q);
      assertThat(relative(sketch.quantile(q), truth))
          .as("%s at %s", distribution, q)
          .isLessThanOrEqualTo(QuantileSketch.RELATIVE_ERROR + 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOGNORMAL", "PARETO", "BIMODAL"})
  void quantiles_agreeWithOtherSketches(Distributions distribution) {
    var values = distribution.draw(100_000, 9);
    var sketch = merged(values, 200, 10);
    var dd = DDSketches.unboundedDense(0.001);
    var hdr = new DoubleHistogram(4);
    for (double value : values) {
      dd.accept(value);
      hdr.recordValue(value);
    }
    for (double q : QS) {
      double ours = sketch.quantile(q);
      assertThat(relative(ours, dd.getValueAtQuantile(q)))
          .as("DDSketch at %s", q)
          .isLessThan(0.0121);
      // Its rank is ⌈q n⌉ from 1, ours ⌊q (n − 1)⌋ from 0: in the thin tail neighbours may be
      // apart.
      if (q >= 0.25 && q <= 0.99) {
        assertThat(relative(ours, hdr.getValueAtPercentile(100 * q)))
            .as("Hdr at %s", q)
            .isLessThan(0.0125);
      }
    }
  }

  @Test
  void mergesInAnyOrder_areTheSameToTheLastByte() {
    for (int seed = 0; seed < 100; seed++) {
      var values = Distributions.any(seed).draw(500, seed);
      var expected = sketch(values);
      for (int order = 0; order < 5; order++) {
        var merged = merged(values, 1 + seed % 37, 1000L * seed + order);
        assertThat(merged).isEqualTo(expected).hasSameHashCodeAs(expected);
        assertThat(merged.toBytes()).isEqualTo(expected.toBytes());
      }
    }
  }

  @Test
  void mergesInAnyOrder_areTheSameEvenWhereOctavesCollapse() {
    for (int seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var values = random
          .doubles(400)
          .map(u -> Math.scalb(1 + u, random.nextInt(200) - 100) * (random.nextBoolean() ? 1 : -1))
          .toArray();
      var expected = sketch(values);
      assertThat(expected.isCollapsed()).isTrue();
      for (int order = 0; order < 5; order++) {
        assertThat(merged(values, 20, 77L * seed + order).toBytes()).isEqualTo(expected.toBytes());
      }
    }
  }

  @Test
  void collapse_sparesTheGreatOnes_andIsSaid() {
    var values = new double[2000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.scalb(1.5, i % 100);
    }
    var sketch = sketch(values);
    assertThat(sketch.isPositiveCollapsed()).isTrue();
    assertThat(sketch.isNegativeCollapsed()).isFalse();
    assertThat(sketch.count()).isEqualTo(2000);
    for (double q : new double[] {0.37, 0.5, 0.9, 1}) {
      assertThat(relative(sketch.quantile(q), Distributions.quantile(values, q)))
          .isLessThan(0.0109);
    }
    assertThat(sketch.quantile(0)).isGreaterThan(Math.scalb(1.0, 35));
    assertThat(QuantileSketch.fromBytes(sketch.toBytes()).isPositiveCollapsed()).isTrue();
  }

  @Test
  void oneHugeValue_costsTheOthersNothing() {
    var sketch = sketch(1e308, 3, 4, 5, -1e308, Double.MIN_VALUE);
    assertThat(sketch.isCollapsed()).isFalse();
    assertThat(sketch.quantile(0.4))
        .isCloseTo(3, org.assertj.core.data.Percentage.withPercentage(1.1));
    assertThat(sketch.quantile(0)).isBetween(-1.011e308, -0.989e308);
    assertThat(sketch.quantile(1)).isBetween(0.989e308, 1.011e308);
  }

  @Test
  void zerosOfBothSigns_andDenormals_areCounted() {
    var sketch = sketch(0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE);
    assertThat(sketch.zeros()).isEqualTo(2);
    assertThat(sketch.quantile(0)).isEqualTo(-Double.MIN_VALUE);
    assertThat(sketch.quantile(0.5)).isEqualTo(0.0);
    assertThat(sketch.quantile(1)).isEqualTo(Double.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNoNumber_isRefused_andNotCounted(double value) {
    var sketch = sketch(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.add(value))
        .withMessage("value: %s is no finite number", value);
    assertThat(sketch).isEqualTo(sketch(1));
  }

  @Test
  void emptySketch_hasNoQuantiles_andQMustBeOne() {
    assertThat(new QuantileSketch().quantile(0.5)).isNaN();
    for (double q : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sketch(1).quantile(q))
          .withMessageContaining("q: " + q);
    }
  }

  @Test
  void compactForm_comesBackEqual() {
    for (int seed = 0; seed < 40; seed++) {
      var sketch = sketch(Distributions.any(seed).draw(seed * seed, seed));
      assertThat(QuantileSketch.fromBytes(sketch.toBytes())).isEqualTo(sketch);
    }
  }

  @Test
  void compactFormOfManyValues_isSmall() {
    var sketch = sketch(Distributions.LOGNORMAL.draw(100_000, 3));
    assertThat(sketch.toBytes()).hasSizeLessThan(3000);
  }

  @Test
  void brokenForms_areRefused_whereverTheyBreak() {
    var whole = sketch(Distributions.SIGNED.draw(300, 4)).toBytes();
    for (int length = 0; length < whole.length; length++) {
      var part = Arrays.copyOf(whole, length);
      assertThatIllegalArgumentException().isThrownBy(() -> QuantileSketch.fromBytes(part));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuantileSketch.fromBytes(Arrays.copyOf(whole, whole.length + 1)))
        .withMessageContaining("too many");
    var newer = whole.clone();
    newer[0] = 2;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QuantileSketch.fromBytes(newer))
        .withMessage("sketch of version 2; this one reads 1");
  }

  @Test
  void rubbish_isRefusedOrRead_butNeverAnotherError() {
    var random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      var rubbish = new byte[random.nextInt(40)];
      random.nextBytes(rubbish);
      if (rubbish.length > 0) {
        rubbish[0] = 1;
      }
      try {
        assertThat(QuantileSketch.fromBytes(rubbish).count()).isNotNegative();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void buckets_areShownUpwards_withTheirBorders() {
    var seen = new ArrayList<String>();
    sketch(4, 1, 1, -2).positiveBuckets((index, count) -> seen.add(index + ":" + count));
    assertThat(seen).isEqualTo(List.of("0:2", "64:1"));
    assertThat(QuantileSketch.upperBound(64)).isEqualTo(4);
  }

  @Test
  void copy_isItsOwn() {
    var sketch = sketch(1, 2);
    var copy = sketch.copy();
    copy.add(3);
    assertThat(sketch).isEqualTo(sketch(1, 2));
    assertThat(copy).isEqualTo(sketch(1, 2, 3));
  }
}
