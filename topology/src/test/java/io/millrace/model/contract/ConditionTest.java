package io.millrace.model.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.contract.Condition.Comparison;
import io.millrace.model.contract.Condition.Operator;
import io.millrace.model.contract.Condition.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionTest {

  @ParameterizedTest
  @CsvSource({
    "LESS_EQUAL, 4.9, true", "LESS_EQUAL, 5, true", "LESS_EQUAL, 5.1, false",
    "GREATER_EQUAL, 4.9, false", "GREATER_EQUAL, 5, true", "GREATER_EQUAL, 5.1, true",
    "LESS_THAN, 4.9, true", "LESS_THAN, 5, false", "LESS_THAN, Infinity, false",
    "GREATER_THAN, 5, false", "GREATER_THAN, 5.1, true", "GREATER_THAN, -Infinity, false",
    "EQUAL, 5, true", "EQUAL, 5.0000000001, true", "EQUAL, 5.001, false",
    "NOT_EQUAL, 5, false", "NOT_EQUAL, 5.0000000001, false", "NOT_EQUAL, 5.001, true"
  })
  void comparison_withFive(Operator operator, double value, boolean holds) {
    assertThat(new Comparison(operator, 5).holds(value)).isEqualTo(holds);
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void notANumber_satisfiesNothing(Operator operator) {
    assertThat(new Comparison(operator, 5).holds(Double.NaN)).isFalse();
    assertThat(new Range(0, 5).holds(Double.NaN)).isFalse();
  }

  @Test
  void sumsOfDecimals_areEqualToTheirDecimal() {
    assertThat(new Comparison(Operator.EQUAL, 0.3).holds(0.1 + 0.2)).isTrue();
    assertThat(new Comparison(Operator.EQUAL, 0).holds(1e-12)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.1, true", "0.9, true", "0.5, true", "0.0999, false", "0.9001, false"})
  void range_includesItsBounds(double value, boolean holds) {
    assertThat(new Range(0.1, 0.9).holds(value)).isEqualTo(holds);
  }

  // ROHE: critical if |actual - threshold| > 0.1 * threshold.
  @ParameterizedTest
  @CsvSource({
    "LESS_EQUAL, 100, 110, WARNING",
    "LESS_EQUAL, 100, 110.01, CRITICAL",
    "GREATER_EQUAL, 80, 72, WARNING",
    "GREATER_EQUAL, 80, 71.9, CRITICAL",
    "LESS_THAN, 100, 100, WARNING",
    "EQUAL, 10, 8, CRITICAL",
    "EQUAL, 10, 10.5, WARNING",
    "NOT_EQUAL, 10, 10, WARNING",
    "GREATER_EQUAL, -10, -10.5, WARNING",
    "GREATER_EQUAL, -10, -12, CRITICAL",
    "LESS_EQUAL, 0, 0.001, CRITICAL"
  })
  void severity_goesByATenthOfTheBound(
      Operator operator, double bound, double value, Severity severity) {
    assertThat(new Comparison(operator, bound).severity(value)).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 11, WARNING",
    "0, 10, 11.01, CRITICAL",
    "0, 10, -1, WARNING",
    "0, 10, -2, CRITICAL",
    "100, 110, 111, WARNING",
    "100, 110, 98.5, CRITICAL",
    "50, 50, 55, WARNING",
    "50, 50, 56, CRITICAL"
  })
  void severityOfARange_goesByATenthOfItsWidth(
      double lowest, double highest, double value, Severity severity) {
    assertThat(new Range(lowest, highest).severity(value)).isEqualTo(severity);
  }

  @Test
  void boundsThatAreNone_areRefused() {
    assertThatThrownBy(() -> new Range(2, 1)).hasMessage("a range from 2.0 to 1.0 holds nothing");
    assertThatThrownBy(() -> new Comparison(Operator.EQUAL, Double.NaN))
        .hasMessage("a bound is a finite number, not NaN");
  }
}
