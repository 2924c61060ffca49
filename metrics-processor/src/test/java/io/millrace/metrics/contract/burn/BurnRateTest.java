package io.millrace.metrics.contract.burn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.contract.ErrorBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurnRateTest {
  private static final Duration MONTH = Duration.ofDays(30);

  // The Site Reliability Workbook, chapter 5, table of recommended parameters.
  @ParameterizedTest
  @CsvSource({
    "0, PT1H, PT5M, 14.4, CRITICAL, 0.02",
    "1, PT6H, PT30M, 6, CRITICAL, 0.05",
    "2, PT72H, PT6H, 1, WARNING, 0.1"
  })
  void rulesOfThirtyDays_areThePublishedOnes(
      int rule, Duration longer, Duration shorter, double rate, String severity, double consumed) {
    var found = BurnRateRule.of(new ErrorBudget(0.999, MONTH)).get(rule);
    assertThat(found.longWindow()).isEqualTo(longer);
    assertThat(found.shortWindow()).isEqualTo(shorter);
    assertThat(found.burnRate()).isEqualTo(rate);
    assertThat(found.severity()).hasToString(severity);
    assertThat(found.burnRate() * longer.toMillis() / MONTH.toMillis())
        .isEqualTo(consumed, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"0, PT2M, PT10S", "1, PT12M, PT1M", "2, PT2H24M, PT12M"})
  void windowsOfADay_keepTheProportion(int rule, Duration longer, Duration shorter) {
    var found = BurnRateRule.of(new ErrorBudget(0.99, Duration.ofDays(1))).get(rule);
    assertThat(found.longWindow()).isEqualTo(longer);
    assertThat(found.shortWindow()).isEqualTo(shorter);
  }

  @ParameterizedTest
  @CsvSource({"0.999, 14.4", "0.95, 14.4", "0.9, 9", "0.5, 1.8", "0.05, 0.9473684210526315"})
  void rateIsCapped_soThatALooseObjectiveCanFire(double target, double rate) {
    var rule = BurnRateRule.of(new ErrorBudget(target, MONTH)).get(0);
    assertThat(rule.burnRate()).isEqualTo(rate, within(1e-9));
    assertThat(rule.threshold(new ErrorBudget(target, MONTH))).isLessThanOrEqualTo(0.9 + 1e-12);
  }

  // t = burn rate · window · (1 - target) / e, computed by hand.
  @ParameterizedTest
  @CsvSource({
    "P30D, 0.999, 1, 0, 51.84", "P30D, 0.99, 1, 0, 518.4", "P30D, 0.95, 1, 0, 2592",
    "P30D, 0.9, 1, 0, 3240", "P30D, 0.5, 1, 0, 3240", "P30D, 0.999, 0.1, 0, 518.4",
    "P30D, 0.999, 0.01, 1, 12960", "P30D, 0.95, 0.71, 1, 9126.8", "P30D, 0.999, 0.002, 2, 129600",
    "P1D, 0.99, 1, 0, 17.28", "P1D, 0.99, 0.1, 1, 432"
  })
  void ruleFires_withinASecondOfTheFormula(
      Duration period, double target, double failed, int rule, double seconds) {
    var budget = new ErrorBudget(target, period);
    assertThat(BurnRateRule.of(budget).get(rule).detectionTime(budget, failed).toMillis() / 1e3)
        .isEqualTo(seconds, within(0.1));
    assertThat(measuredDetection(budget, failed, rule, seconds * 2))
        .isBetween(seconds - 0.1, seconds + 1.01);
  }

  @ParameterizedTest
  @CsvSource({"0.95, 0.71, 0", "0.999, 0.014, 0", "0.999, 0.0059, 1", "0.999, 0.0009, 2"})
  void ruleNeverFires_belowItsThreshold(double target, double failed, int rule) {
    var budget = new ErrorBudget(target, MONTH);
    double window = BurnRateRule.of(budget).get(rule).longWindow().toSeconds();
    assertThat(measuredDetection(budget, failed, rule, window * 1.2)).isNaN();
  }

  /** Seconds from the first failures until the rule fires, after a long window of good events; NaN: it did not. */
  private static double measuredDetection(
      ErrorBudget budget, double failed, int rule, double patience) {
    var state = BurnState.of(budget);
    long window = BurnRateRule.of(budget).get(rule).longWindow().toSeconds();
    long start = 1_000_000;
    int events = 10_000; // a second
    for (long second = start - window - 10; second < start; second += 2) {
      state = state.plus(second * 1000, 2L * events, 0);
    }
    long bad = Math.round(events * failed);
    // Tenths of a second, so that events do not come in lumps.
    for (long tick = 0; tick < patience * 10; tick += patience > 20_000 ? 10 : 1) {
      long now = start * 1000 + tick * 100;
      int ticks = patience > 20_000 ? 10 : 1;
      state = state.plus(now, (events - bad) * ticks / 10, bad * ticks / 10);
      if (state.at(now).get(rule).fires(budget)) {
        return (tick + ticks) / 10.0;
      }
    }
    return Double.NaN;
  }

  @Test
  void alertEnds_whenTheShortWindowIsClean_althoughTheLongIsNot() {
    var budget = new ErrorBudget(0.999, MONTH);
    var state = BurnState.of(budget);
    long second = 0;
    for (; second < 3600; second++) {
      state = state.plus(second * 1000, 100, 0);
    }
    for (; second < 3660; second++) {
      state = state.plus(second * 1000, 0, 100);
    }
    assertThat(state.at(second * 1000).get(0).fires(budget)).isTrue();
    for (; second < 3660 + 280; second++) {
      state = state.plus(second * 1000, 100, 0);
    }
    assertThat(state.at(second * 1000).get(0).fires(budget)).isTrue();
    for (; second < 3660 + 301; second++) {
      state = state.plus(second * 1000, 100, 0);
    }
    var burn = state.at(second * 1000).get(0);
    assertThat(burn.fires(budget)).isFalse();
    assertThat(burn.longPart()).isGreaterThan(burn.rule().threshold(budget));
  }

  @Test
  void counts_areThoseOfTheWindow_whateverTheOrder() {
    var inOrder = RollingCount.over(Duration.ofMinutes(1));
    var reversed = RollingCount.over(Duration.ofMinutes(1));
    for (int i = 0; i < 60; i++) {
      inOrder = inOrder.plus(i * 1000L, 1, i % 2);
      reversed = reversed.plus((59 - i) * 1000L, 1, (59 - i) % 2);
    }
    assertThat(reversed).isEqualTo(inOrder);
    assertThat(inOrder.total(59_999)).isEqualTo(90);
    assertThat(inOrder.failedPart(59_999)).isEqualTo(30 / 90.0);
    assertThat(inOrder.total(200_000)).isZero();
    assertThat(inOrder.plus(-10_000, 5, 5)).isEqualTo(inOrder);
    assertThat(inOrder.plus(10_000_000, 1, 0).total(10_000_000)).isEqualTo(1);
  }
}
