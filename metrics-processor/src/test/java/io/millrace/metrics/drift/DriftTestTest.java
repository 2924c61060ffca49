package io.millrace.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.metrics.drift.DriftResult.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers without a source in a comment are those that SciPy 1.17 gives. */
class DriftTestTest {
  private static final DriftTest TEST = new DriftTest(FalseAlarms.DEFAULTS);
  private static final List<DriftMeasure> NUMBERS =
      List.of(DriftMeasure.PSI, DriftMeasure.KOLMOGOROV_SMIRNOV, DriftMeasure.JENSEN_SHANNON);
  private static final double[] A = {
    0.61, 0.29, 0.06, 0.59, -1.73, -0.74, 0.51, -0.56, 0.39, 1.64, 0.05, -0.06, 0.64, -0.82, 0.37,
    1.77, 1.09, -1.28, 2.36, 1.31, 1.05, -0.32, -0.40, 1.06, -2.47
  };
  private static final double[] B = {
    0.38, 1.02, 1.55, 0.77, 2.11, -0.45, 1.28, 0.93, 3.02, 1.11, 0.58, -0.12, 1.9, 2.47, 0.66, 1.43,
    0.05, 2.2, 1.35, 0.88
  };
  private static final CategoryCounts BEFORE =
      CategoryCounts.of(Map.of("a", 30L, "b", 50L, "c", 20L, "d", 100L));
  private static final CategoryCounts NOW =
      CategoryCounts.of(Map.of("a", 45L, "b", 40L, "c", 35L, "d", 80L));

  @Test
  void kolmogorovSmirnov_givesPublishedNumbers() {
    var result = TEST.compare(DriftMeasure.KOLMOGOROV_SMIRNOV, Sample.of(A), Sample.of(B));
    assertThat(result.statistic()).isCloseTo(0.47, within(1e-12));
    assertThat(result.pValue()).isCloseTo(0.009913060147864434, within(1e-12));
    assertThat(result.verdict()).isEqualTo(Verdict.DRIFT);
  }

  @Test
  void kolmogorovSmirnov_ofManyValuesFollowsTheLimitingDistribution() {
    var reference = Sample.ofBuckets(new double[] {1, 2}, new long[] {100_000, 100_000});
    var current = Sample.ofBuckets(new double[] {1, 2}, new long[] {101_000, 99_000});
    var result = TEST.compare(DriftMeasure.KOLMOGOROV_SMIRNOV, reference, current);
    assertThat(result.statistic()).isCloseTo(0.005, within(1e-12));
    // kstwobign.sf(0.005 · √100,000 = 1.5811…)
    assertThat(result.pValue()).isCloseTo(0.013475889875863678, within(1e-12));
  }

  @Test
  void kolmogorovSmirnov_limitAgreesWithTheExactTestOfManyValues() {
    var random = new java.util.Random(5);
    var a = Sample.of(random.doubles(4000).toArray());
    var b = Sample.of(random.doubles(5000).map(x -> x * 0.98).toArray());
    var exact = TEST.compare(DriftMeasure.KOLMOGOROV_SMIRNOV, a, b);
    var limit = KolmogorovSmirnov.byLimit(a, b);
    assertThat(limit.statistic()).isCloseTo(exact.statistic(), within(1e-12));
    assertThat(limit.pValue()).isCloseTo(exact.pValue(), within(0.01));
  }

  @Test
  void psi_countsOneToEachBinAndHasItsThresholdFromTheSizes() {
    var result = TEST.compare(DriftMeasure.PSI, BEFORE, NOW);
    assertThat(result.statistic()).isCloseTo(0.1009839377187556, within(1e-12));
    assertThat(result.threshold()).isCloseTo(0.11344866730144368, within(1e-12));
    assertThat(result.pValue()).isCloseTo(0.01774800489132925, within(1e-12));
    assertThat(result.bins()).isEqualTo(4);
    assertThat(result.verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void psi_ofTenTimesAsManyIsDrift() {
    var before = CategoryCounts.of(Map.of("a", 300L, "b", 500L, "c", 200L, "d", 1000L));
    var now = CategoryCounts.of(Map.of("a", 450L, "b", 400L, "c", 350L, "d", 800L));
    assertThat(TEST.compare(DriftMeasure.PSI, before, now).isDrift()).isTrue();
  }

  @Test
  void jensenShannon_isTheDistanceToBaseTwo() {
    var result = TEST.compare(DriftMeasure.JENSEN_SHANNON, BEFORE, NOW);
    assertThat(result.statistic()).isCloseTo(0.13446350585572328, within(1e-12));
    assertThat(result.threshold()).isCloseTo(0.1430348863526197, within(1e-12));
  }

  @Test
  void chiSquare_givesPublishedNumbers() {
    var result = TEST.compare(DriftMeasure.CHI_SQUARE, BEFORE, NOW);
    assertThat(result.statistic()).isCloseTo(10.424242424242424, within(1e-10));
    assertThat(result.pValue()).isCloseTo(0.015283709707506112, within(1e-10));
  }

  @Test
  void twoCategories_areJudgedExactly() {
    var before = CategoryCounts.of(Map.of("yes", 30L, "no", 70L));
    var now = CategoryCounts.of(Map.of("yes", 45L, "no", 55L));
    for (var measure :
        new DriftMeasure[] {DriftMeasure.CHI_SQUARE, DriftMeasure.PSI, DriftMeasure.JENSEN_SHANNON
        }) {
      assertThat(TEST.compare(measure, before, now).pValue())
          .isCloseTo(0.040534006514982644, within(1e-10));
    }
  }

  @Test
  void rareCategories_areCountedTogether() {
    var before = CategoryCounts.of(Map.of("a", 500L, "b", 490L, "c", 3L, "d", 4L, "e", 3L));
    var now = CategoryCounts.of(Map.of("a", 500L, "b", 485L, "f", 15L));
    assertThat(TEST.compare(DriftMeasure.CHI_SQUARE, before, now).bins()).isEqualTo(3);
  }

  @Test
  void rareSecondCategory_isStillCompared() {
    var before = CategoryCounts.of(Map.of("ok", 1000L, "fault", 1L));
    var now = CategoryCounts.of(Map.of("ok", 1000L, "fault", 12L));
    var result = TEST.compare(DriftMeasure.CHI_SQUARE, before, now);
    // scipy.stats.fisher_exact([[1000, 1], [1000, 12]])
    assertThat(result.pValue()).isCloseTo(0.0033296941267979586, within(1e-10));
    assertThat(result.isDrift()).isTrue();
  }

  @Test
  void newCategory_isDrift() {
    var before = CategoryCounts.of(Map.of("a", 100L));
    var now = CategoryCounts.of(Map.of("b", 100L));
    assertThat(TEST.compare(DriftMeasure.CHI_SQUARE, before, now).isDrift()).isTrue();
  }

  @Test
  void constant_isNoDrift_andAnotherConstantIs() {
    var fives = new double[100];
    Arrays.fill(fives, 5);
    var sixes = new double[100];
    Arrays.fill(sixes, 6);
    assertThat(
            TEST.compare(DriftMeasure.PSI, Sample.of(fives), Sample.of(fives)).verdict())
        .isEqualTo(Verdict.NONE);
    var psi = TEST.compare(DriftMeasure.PSI, Sample.of(fives), Sample.of(sixes));
    assertThat(psi.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(psi.reason()).contains("too few different values");
    assertThat(TEST.compare(DriftMeasure.KOLMOGOROV_SMIRNOV, Sample.of(fives), Sample.of(sixes))
            .isDrift())
        .isTrue();
  }

  @Test
  void fewValues_areUnknownWithTheReason() {
    var result = TEST.compare(DriftMeasure.PSI, Sample.of(A), Sample.of(B));
    assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(result.reason())
        .isEqualTo("25 values in the reference and 20 now: 30 are needed of each");
    assertThat(TEST.compare(DriftMeasure.PSI, Sample.of(), Sample.of()).verdict())
        .isEqualTo(Verdict.UNKNOWN);
    assertThat(TEST.compare(DriftMeasure.KOLMOGOROV_SMIRNOV, Sample.of(), Sample.of(A))
            .verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void bins_areFewerForSmallSamplesAndHaveEnoughExpected() {
    var reference = Sample.of(new java.util.Random(1).doubles(1000).toArray());
    for (int size : new int[] {30, 50, 90, 100, 5000}) {
      var current = Sample.of(new java.util.Random(2).doubles(size).toArray());
      var counts = BinCounts.betweenQuantiles(reference, current);
      assertThat(counts.size()).isEqualTo(Math.min(10, size / 10));
      assertThat(counts.bins())
          .allSatisfy(bin -> assertThat((double) bin.reference() / 1000 * size).isGreaterThan(9.9));
    }
  }

  @Test
  void repeatedValues_shareABin() {
    var reference = Sample.ofBuckets(new double[] {0, 1, 2, 3}, new long[] {700, 100, 100, 100});
    var counts = BinCounts.betweenQuantiles(reference, reference);
    assertThat(counts.bins().stream().map(BinCounts.Bin::reference))
        .containsExactly(700L, 100L, 100L, 100L);
  }

  @Test
  void bucketed_isTheSameAsExactOfItsValues() {
    var buckets = Sample.ofBuckets(new double[] {1, 2, 3, 4}, new long[] {20, 30, 0, 50});
    var exact = Sample.of(java.util.stream.IntStream.range(0, 100)
        .mapToDouble(i -> i < 50 ? 4 : i < 80 ? 2 : 1)
        .toArray());
    var other = Sample.ofBuckets(new double[] {1, 2, 3, 4}, new long[] {25, 25, 25, 25});
    for (var measure : NUMBERS) {
      assertThat(TEST.compare(measure, buckets, other))
          .isEqualTo(TEST.compare(measure, exact, other));
    }
  }

  @Test
  void wrongInput_isRefused() {
    assertThatThrownBy(() -> Sample.of(1, Double.NaN)).hasMessage("value NaN is not finite");
    assertThatThrownBy(() -> Sample.ofBuckets(new double[] {2, 1}, new long[] {1, 1}))
        .hasMessage("buckets: 1.0 does not ascend from 2.0");
    assertThatThrownBy(() -> TEST.compare(DriftMeasure.KOLMOGOROV_SMIRNOV, BEFORE, NOW))
        .hasMessageContaining("compares numbers");
    assertThatThrownBy(() -> TEST.compare(DriftMeasure.CHI_SQUARE, Sample.of(A), Sample.of(B)))
        .hasMessageContaining("compares categories");
    assertThatThrownBy(() -> new FalseAlarms(1, 1)).hasMessageContaining("1.0 is not between");
    assertThatThrownBy(() -> new FalseAlarms(0.01, 0)).hasMessage("tests: 0 is below 1");
  }
}
