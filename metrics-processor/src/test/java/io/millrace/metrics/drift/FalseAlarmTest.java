package io.millrace.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulations with fixed seeds. */
class FalseAlarmTest {
  private static final double RATE = 0.02;

  /** How many alarms of that many trials are within chance of the rate: three deviations more than expected. */
  private static double most(int trials, double rate) {
    return trials * rate + 3 * Math.sqrt(trials * rate * (1 - rate));
  }

  private static Sample normal(Random random, int size, double mean) {
    return Sample.of(random.doubles(size).map(x -> mean + random.nextGaussian()).toArray());
  }

  @ParameterizedTest
  @CsvSource({"50,50", "50,10000", "10000,50", "100,100", "500,500", "1000,1000", "10000,10000"})
  void stationaryNumbers_alarmAtMostAtTheRate(int reference, int current) {
    int trials = Math.max(400, Math.min(3000, 3_000_000 / (reference + current)));
    var test = new DriftTest(new FalseAlarms(RATE, 1));
    var random = new Random(42);
    var alarms = new EnumMap<DriftMeasure, Integer>(DriftMeasure.class);
    for (int i = 0; i < trials; i++) {
      var a = normal(random, reference, 0);
      var b = normal(random, current, 0);
      for (var measure : EnumSet.complementOf(EnumSet.of(DriftMeasure.CHI_SQUARE))) {
        alarms.merge(measure, test.compare(measure, a, b).isDrift() ? 1 : 0, Integer::sum);
      }
    }
    assertThat(alarms)
        .hasSize(3)
        .allSatisfy(
            (measure, count) -> assertThat((double) count).isLessThanOrEqualTo(most(trials, RATE)));
  }

  @ParameterizedTest
  @CsvSource({"50,8", "100,3", "1000,2", "1000,30"})
  void stationaryCategories_alarmAtMostAtTheRate(int size, int categories) {
    int trials = 2000;
    var test = new DriftTest(new FalseAlarms(RATE, 1));
    var random = new Random(7);
    int alarms = 0;
    for (int i = 0; i < trials; i++) {
      var result = test.compare(
          DriftMeasure.CHI_SQUARE,
          skewed(random, size, categories),
          skewed(random, size, categories));
      alarms += result.isDrift() ? 1 : 0;
    }
    assertThat((double) alarms).isLessThanOrEqualTo(most(trials, RATE));
  }

  private static CategoryCounts skewed(Random random, int size, int categories) {
    Map<String, Long> counts = IntStream.range(0, size)
        .mapToObj(i -> "c" + (int) (categories * Math.pow(random.nextDouble(), 2)))
        .collect(Collectors.groupingBy(c -> c, Collectors.counting()));
    return CategoryCounts.of(counts);
  }

  @ParameterizedTest
  @EnumSource(value = DriftMeasure.class, names = "CHI_SQUARE", mode = EnumSource.Mode.EXCLUDE)
  void manyMetrics_alarmTogetherAtMostAtTheRate(DriftMeasure measure) {
    int trials = 500;
    int metrics = 20;
    var test = new DriftTest(new FalseAlarms(RATE, 1).over(metrics));
    var random = new Random(11);
    int alarms = 0;
    for (int i = 0; i < trials; i++) {
      boolean any = false;
      for (int metric = 0; metric < metrics; metric++) {
        any |= test.compare(measure, normal(random, 100, 0), normal(random, 100, 0))
            .isDrift();
      }
      alarms += any ? 1 : 0;
    }
    assertThat((double) alarms).isLessThanOrEqualTo(most(trials, RATE));
  }

  @ParameterizedTest
  @EnumSource(value = DriftMeasure.class, names = "CHI_SQUARE", mode = EnumSource.Mode.EXCLUDE)
  void shiftOfHalfADeviation_isFoundInAThousandValues(DriftMeasure measure) {
    int trials = 400;
    // as strict as with 20 metrics at a rate of 1 %
    var test = new DriftTest(new FalseAlarms(0.01, 20));
    var random = new Random(3);
    int found = 0;
    for (int i = 0; i < trials; i++) {
      var result = test.compare(measure, normal(random, 1000, 0), normal(random, 1000, 0.5));
      found += result.isDrift() ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(trials * 95 / 100);
  }

  /** Buckets as a sketch of 1 % has them: the test on counts must not alarm more, and must find the same shift. */
  @ParameterizedTest
  @EnumSource(value = DriftMeasure.class, names = "CHI_SQUARE", mode = EnumSource.Mode.EXCLUDE)
  void bucketedValues_alarmAtMostAtTheRateAndFindTheShift(DriftMeasure measure) {
    int trials = 400;
    var test = new DriftTest(new FalseAlarms(RATE, 1));
    var random = new Random(8);
    int alarms = 0;
    int found = 0;
    for (int i = 0; i < trials; i++) {
      var reference = bucketed(random, 0);
      alarms += test.compare(measure, reference, bucketed(random, 0)).isDrift() ? 1 : 0;
      found += test.compare(measure, reference, bucketed(random, 0.5)).isDrift() ? 1 : 0;
    }
    assertThat((double) alarms).isLessThanOrEqualTo(most(trials, RATE));
    assertThat(found).isGreaterThanOrEqualTo(trials * 95 / 100);
  }

  private static Sample bucketed(Random random, double mean) {
    var counts = new java.util.TreeMap<Double, Long>();
    for (int i = 0; i < 1000; i++) {
      double value = Math.exp(mean + random.nextGaussian());
      counts.merge(Math.pow(1.02, Math.ceil(Math.log(value) / Math.log(1.02))), 1L, Long::sum);
    }
    return Sample.ofBuckets(
        counts.keySet().stream().mapToDouble(x -> x).toArray(),
        counts.values().stream().mapToLong(x -> x).toArray());
  }
}
