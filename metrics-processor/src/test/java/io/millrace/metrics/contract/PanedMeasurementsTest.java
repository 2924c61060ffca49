package io.millrace.metrics.contract;

import static io.millrace.metrics.contract.TestContracts.average;
import static io.millrace.metrics.contract.TestContracts.contract;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.millrace.model.contract.Aggregate;
import io.millrace.model.contract.Aggregate.Function;
import io.millrace.model.contract.Contract;
import io.millrace.model.contract.Expression;
import io.millrace.model.contract.MetricSelector;
import io.millrace.model.contract.Precision;
import io.millrace.model.contract.TimeRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PanedMeasurementsTest {
  private static final Duration PANE = Duration.ofSeconds(1);
  private static final MetricSelector ALL = MetricSelector.of("m");
  private static final MetricSelector CARS = new MetricSelector("m", Map.of("class", "car"));
  private static final Contract CONTRACT =
      contract(p99(ALL), p99(CARS), p99(new MetricSelector(null, Map.of("class", "car"))));

  private static Expression p99(MetricSelector selector) {
    return new Expression.Aggregated(Aggregate.percentile(0.99), selector);
  }

  @ParameterizedTest
  @CsvSource({
    "MIN, -2",
    "MAX, 4",
    "AVERAGE, 1",
    "SUM, 4",
    "COUNT, 4",
    "OR, 1",
    "AND, 0",
    "PRODUCT, 0",
    "RATE, 0.4"
  })
  void aggregatesOfFourValues(Function function, double expected) {
    var measurements = TestContracts.of(CONTRACT, "m", 4, 0, -2, 2);
    assertThat(measurements.measure(ALL, Aggregate.of(function), TestContracts.TEN_SECONDS))
        .isEqualTo(Measurement.exact(expected, 4));
  }

  @ParameterizedTest
  @CsvSource({"AND, 1", "OR, 1", "PRODUCT, -16"})
  void logicOfValuesOtherThanZero(Function function, double expected) {
    var measurements = TestContracts.of(CONTRACT, "m", 4, -2, 2);
    var measured = measurements.measure(ALL, Aggregate.of(function), TestContracts.TEN_SECONDS);
    assertThat(measured).isEqualTo(Measurement.exact(expected, 3));
  }

  // numpy.percentile([4, 1, 3, 2], 100 * fraction), whose default is linear interpolation.
  @ParameterizedTest
  @CsvSource({"0, 1", "0.25, 1.75", "0.5, 2.5", "0.95, 3.85", "1, 4"})
  void percentiles_areInterpolated(double fraction, double expected) {
    var measured = requireNonNull(TestContracts.of(CONTRACT, "m", 4, 1, 3, 2)
        .measure(ALL, Aggregate.percentile(fraction), TestContracts.TEN_SECONDS));
    assertThat(measured.value()).isEqualTo(expected, within(1e-12));
  }

  @Test
  void panes_giveWhatAPlainPassGives() {
    var random = new Random(7);
    var measurements = PanedMeasurements.of(CONTRACT, PANE, 10_000);
    var samples = new ArrayList<Sample>();
    for (int i = 0; i < 3000; i++) {
      samples.add(new Sample(
          random.nextInt(4) == 0 ? "other" : "m",
          Map.of("class", random.nextBoolean() ? "car" : "bus"),
          random.nextGaussian(),
          Instant.ofEpochMilli(random.nextInt(60_000))));
    }
    samples.forEach(measurements::add);
    var range = new TimeRange(Instant.ofEpochSecond(10), Instant.ofEpochSecond(40));
    var plain = samples.stream()
        .filter(s -> s.metric().equals("m")
            && "car".equals(s.labels().get("class"))
            && range.contains(s.at()))
        .mapToDouble(Sample::value)
        .sorted()
        .toArray();
    assertThat(value(measurements, CARS, Aggregate.of(Function.COUNT), range))
        .isEqualTo(plain.length);
    assertThat(value(measurements, CARS, Aggregate.of(Function.SUM), range))
        .isEqualTo(DoubleStream.of(plain).sum(), within(1e-9));
    assertThat(value(measurements, CARS, Aggregate.of(Function.MAX), range))
        .isEqualTo(plain[plain.length - 1]);
    assertThat(value(measurements, CARS, Aggregate.percentile(0), range)).isEqualTo(plain[0]);
    double place = 0.9 * (plain.length - 1);
    assertThat(value(measurements, CARS, Aggregate.percentile(0.9), range))
        .isBetween(plain[(int) place], plain[(int) place + 1]);
  }

  private static double value(
      PanedMeasurements measurements, MetricSelector of, Aggregate aggregate, TimeRange range) {
    return requireNonNull(measurements.measure(of, aggregate, range)).value();
  }

  @Test
  void whatNobodyReported_isNotMeasured_butNothingChosenIsACountOfZero() {
    var measurements = TestContracts.of(CONTRACT, "other", 1);
    assertThat(measurements.measure(CARS, Aggregate.of(Function.COUNT), TestContracts.TEN_SECONDS))
        .isNull();
    measurements.add(new Sample("m", Map.of("class", "bus"), 1, Instant.EPOCH));
    assertThat(measurements.measure(CARS, Aggregate.of(Function.COUNT), TestContracts.TEN_SECONDS))
        .isEqualTo(Measurement.exact(0, 1));
    assertThat(
            measurements.measure(CARS, Aggregate.of(Function.AVERAGE), TestContracts.TEN_SECONDS))
        .isNull();
  }

  @Test
  void notANumber_isNotReported() {
    var measurements = TestContracts.of(CONTRACT, "m", Double.NaN);
    assertThat(measurements.measure(ALL, Aggregate.of(Function.COUNT), TestContracts.TEN_SECONDS))
        .isNull();
  }

  @Test
  void percentileOfMoreValuesThanAreKept_comesFromASketch_andIsExactAgainWithFewer() {
    var measurements = PanedMeasurements.of(CONTRACT, PANE, 100);
    var random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      measurements.add(
          new Sample("m", Map.of(), Math.exp(random.nextGaussian()), Instant.ofEpochMilli(i * 5L)));
    }
    measurements.add(new Sample("m", Map.of(), 7, Instant.ofEpochSecond(20)));
    random = new Random(3);
    var plain = DoubleStream.generate(random::nextGaussian)
        .map(Math::exp)
        .limit(2000)
        .sorted()
        .toArray();
    var p99 = requireNonNull(
        measurements.measure(ALL, Aggregate.percentile(0.99), TestContracts.TEN_SECONDS));
    assertThat(p99.precision()).isEqualTo(Precision.SKETCH);
    assertThat(p99.samples()).isEqualTo(2000);
    assertThat(p99.value()).isCloseTo(plain[(int) (0.99 * 1999)], withinPercentage(1.1));
    var later = new TimeRange(Instant.ofEpochSecond(15), Instant.ofEpochSecond(25));
    assertThat(measurements.measure(ALL, Aggregate.percentile(0.99), later))
        .isEqualTo(Measurement.exact(7, 1));
  }

  @Test
  void lateSample_countsInAWindowThatWasMeasuredBefore() {
    var measurements = TestContracts.of(CONTRACT, "m", 1, 1, 1);
    assertThat(value(measurements, ALL, Aggregate.of(Function.SUM), TestContracts.TEN_SECONDS))
        .isEqualTo(3);
    measurements.add(new Sample("m", Map.of(), 5, Instant.ofEpochSecond(1)));
    assertThat(value(measurements, ALL, Aggregate.of(Function.SUM), TestContracts.TEN_SECONDS))
        .isEqualTo(8);
    measurements.add(new Sample("m", Map.of(), 7, Instant.ofEpochSecond(9)));
    assertThat(value(measurements, ALL, Aggregate.of(Function.SUM), TestContracts.TEN_SECONDS))
        .isEqualTo(15);
  }

  @Test
  void panes_canBeKeptOneByOne() throws IOException {
    var one = TestContracts.of(CONTRACT, "m", 4, 1, 3, 2);
    var back = PanedMeasurements.of(CONTRACT, PANE, 10_000);
    for (long place = 0; place < 4; place++) {
      var out = new ByteArrayOutputStream();
      one.writePane(place, new DataOutputStream(out));
      back.readPane(place, new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    }
    assertThat(bytes(back)).isEqualTo(bytes(one));
    assertThat(back.forgetBefore(Instant.ofEpochSecond(2))).containsExactly(0L, 1L);
  }

  @Test
  void forgottenPanes_areGone_andLaterOnesStay() {
    var measurements = TestContracts.of(CONTRACT, "m", 1);
    measurements.add(new Sample("m", Map.of(), 5, Instant.ofEpochSecond(5)));
    measurements.forgetBefore(Instant.ofEpochSecond(5));
    assertThat(value(measurements, ALL, Aggregate.of(Function.SUM), TestContracts.TEN_SECONDS))
        .isEqualTo(5);
  }

  @Test
  void bytes_bringItBack_andAreTheSameForTheSameSamples() throws IOException {
    var one = TestContracts.of(CONTRACT, "m", 4, 1, 3, 2);
    var bytes = bytes(one);
    assertThat(bytes(TestContracts.of(CONTRACT, "m", 4, 1, 3, 2))).isEqualTo(bytes);
    var back = PanedMeasurements.read(
        CONTRACT, PANE, 10_000, new DataInputStream(new ByteArrayInputStream(bytes)));
    assertThat(bytes(back)).isEqualTo(bytes);
    for (var aggregate : List.of(average(), Aggregate.percentile(0.3))) {
      assertThat(back.measure(ALL, aggregate, TestContracts.TEN_SECONDS))
          .isEqualTo(one.measure(ALL, aggregate, TestContracts.TEN_SECONDS));
    }
  }

  private static byte[] bytes(PanedMeasurements measurements) throws IOException {
    var out = new ByteArrayOutputStream();
    measurements.write(new DataOutputStream(out));
    return out.toByteArray();
  }
}
